#include "site/edition/related_lists.h"

#include "base/file.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/resource.h>

namespace broadsheet::site {

namespace {

using test::must;

class RelatedListsTest : public testing::Test {
protected:
    RelatedListsTest()
    {
        paper_.publish_many(40);
        catalogue_ = must(Catalogue::load(*paper_.lease));
        index_.emplace(*catalogue_, catalogue_->signatures());
    }
    // Reads all lists as one that finds them in the file, or makes them.
    std::vector<RelatedLists::List> read(std::uint64_t program = 1)
    {
        RelatedLists lists(*catalogue_, catalogue_->signatures(), {file_, program});
        std::vector<RelatedLists::List> all(catalogue_->size());
        lists.read(0, std::span(all).first(15));
        lists.read(15, std::span(all).subspan(15));
        lists.keep();
        return all;
    }
    // Makes the last list in the file name another article.
    void change_the_file()
    {
        auto const last
            = static_cast<std::streamoff>(std::filesystem::file_size(file_) - sizeof(RelatedLists::List));
        std::fstream(file_, std::ios::in | std::ios::out).seekp(last).write("\0\0\0\0", sizeof(Ordinal));
    }
    std::vector<RelatedLists::List> found() const
    {
        std::vector<RelatedLists::List> all(catalogue_->size());
        for (Ordinal ordinal = 0; ordinal < all.size(); ++ordinal) {
            all[ordinal].fill(RelatedLists::none);
            std::ranges::copy(
                index_->related_to(*catalogue_, ordinal, RelatedIndex::most_shown), all[ordinal].begin());
        }
        return all;
    }

    test::Newspaper paper_;
    std::shared_ptr<Catalogue const> catalogue_;
    std::optional<RelatedIndex> index_;
    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "further-reading";
};

TEST_F(RelatedListsTest, AreReadFromTheFileWhereTheyAreKept)
{
    ASSERT_NE(found()[0][0], RelatedLists::none);
    EXPECT_EQ(read(), found());
    // Another article in the file: it is believed, so it is what is read.
    change_the_file();
    EXPECT_EQ(read().back()[0], 0u);
    EXPECT_EQ(read(2), found()) << "another program's are not believed";
    EXPECT_EQ(read(2), found());
}

TEST_F(RelatedListsTest, AreReadFromTheFileOnceTheyAreInIt)
{
    RelatedLists lists(*catalogue_, catalogue_->signatures(), {file_, 1});
    std::vector<RelatedLists::List> all(catalogue_->size());
    lists.read(0, all);
    lists.keep();
    change_the_file();
    EXPECT_EQ(must(lists.of(39))[0], 0u);
    EXPECT_EQ(must(lists.of(38)), index_->related_to(*catalogue_, 38, RelatedIndex::most_shown));
}

TEST_F(RelatedListsTest, GiveUpWhatTheyAreMadeFromOnceTheyAreKept)
{
    paper_.publish_many(519, "more");
    for (auto const* slug : {"settled", "last"}) {
        paper_.clock.advance(60'000);
        auto article = paper_.draft(slug, "Alike");
        article.tags = {paper_.politics, paper_.energy};
        paper_.save(article);
    }
    catalogue_ = must(Catalogue::load(*paper_.lease));
    ASSERT_EQ(RelatedIndex::settled(catalogue_->size()), catalogue_->size() - 1);
    index_.emplace(*catalogue_, catalogue_->signatures());
    auto const last = static_cast<Ordinal>(catalogue_->size() - 1);
    auto const expected = index_->related_to(*catalogue_, last, RelatedIndex::most_shown);
    ASSERT_FALSE(expected.empty());
    index_.reset();
    RelatedLists lists(*catalogue_, catalogue_->signatures(), {file_, 1});
    std::vector<RelatedLists::List> all(catalogue_->size());
    lists.read(0, all);
    std::weak_ptr const signatures = catalogue_->signatures();
    catalogue_->give_up_signatures();
    EXPECT_FALSE(signatures.expired());
    lists.keep();
    EXPECT_TRUE(signatures.expired());
    EXPECT_EQ(must(lists.of(last)), expected) << "it is not settled, and in no file";
    std::filesystem::resize_file(file_, 1'000);
    EXPECT_TRUE(lists.of(0).ok());
    EXPECT_FALSE(lists.of(last - 1).ok()) << "nothing is left to find it out again";
}

TEST_F(RelatedListsTest, AreWherePagesLeadOnceTheyAreKept)
{
    Site const site(*paper_.database, paper_.clock,
        test::small_theme({{"post.hbs", "{{#post}}{{#foreach related}}{{slug}} {{/foreach}}{{/post}}"}}));
    auto const reader = must(site.read());
    auto const before = *must(reader.page("/article-40/")).body;
    EXPECT_THAT(before, testing::StartsWith("article-39 "));
    (void)reader.fingerprints(1, {file_, 1});
    EXPECT_EQ(*must(reader.page("/article-40/")).body, before);
    change_the_file();
    EXPECT_THAT(*must(reader.page("/article-40/")).body, testing::StartsWith("article-1 "));
}

TEST_F(RelatedListsTest, AreMadeAnewWhereTheFileIsDamaged)
{
    read();
    auto const whole = must(read_file(file_));
    auto const no_article = whole.substr(0, whole.size() - sizeof(Ordinal)) + std::string(4, '\x7f');
    for (auto const& damaged :
        {std::string(), whole.substr(0, 7), whole.substr(0, whole.size() - 1), whole + "x", no_article}) {
        ASSERT_TRUE(write_file_atomically(file_, damaged).ok());
        EXPECT_EQ(read(), found());
    }
}

TEST_F(RelatedListsTest, AreMadeAnewForOtherArticlesAndLeaveNothingElseBehind)
{
    read();
    paper_.publish_many(3, "more");
    catalogue_ = must(Catalogue::load(*paper_.lease));
    index_.emplace(*catalogue_, catalogue_->signatures());
    EXPECT_EQ(read(), found());
    {
        RelatedLists const given_up(*catalogue_, catalogue_->signatures(), {folder_.path() / "other", 1});
    }
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
        names.push_back(entry.path().filename());
    EXPECT_THAT(names, testing::ElementsAre("further-reading"));
}

TEST_F(RelatedListsTest, AreNotKeptWhereSomeCouldNotBeWritten)
{
    {
        RelatedLists lists(*catalogue_, catalogue_->signatures(), {file_, 1});
        std::vector<RelatedLists::List> all(catalogue_->size());
        rlimit former{};
        ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &former), 0);
        auto full = former;
        full.rlim_cur = 0; // no file may grow
        auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
        lists.read(0, std::span(all).first(15));
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &former), 0);
        std::signal(SIGXFSZ, handler);
        lists.read(15, std::span(all).subspan(15)); // leaves a hole before it
        lists.keep();
    }
    EXPECT_FALSE(std::filesystem::exists(file_));
    EXPECT_EQ(read(), found());
    EXPECT_TRUE(std::filesystem::exists(file_));
}

TEST_F(RelatedListsTest, AreFoundWithoutAFileToo)
{
    ASSERT_TRUE(write_file_atomically(folder_.path() / "no-folder", "").ok());
    file_ = folder_.path() / "no-folder" / "further-reading";
    EXPECT_EQ(read(), found());
    file_.clear();
    EXPECT_EQ(read(), found());
}

} // namespace

} // namespace broadsheet::site
