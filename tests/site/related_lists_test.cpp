#include "site/edition/related_lists.h"

#include "base/file.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <csignal>
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
        index_.emplace(*catalogue_);
    }
    // Reads all lists as one that finds them in the file, or makes them.
    std::vector<RelatedLists::List> read(std::uint64_t program = 1)
    {
        RelatedLists lists(*catalogue_, *index_, {file_, program});
        std::vector<RelatedLists::List> all(catalogue_->size());
        lists.read(0, std::span(all).first(15));
        lists.read(15, std::span(all).subspan(15));
        lists.keep();
        return all;
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
    auto content = must(read_file(file_));
    // Another article in the file: it is believed, so it is what is read.
    auto const last = content.size() - sizeof(RelatedLists::List);
    content.replace(last, sizeof(Ordinal), std::string(sizeof(Ordinal), '\0'));
    ASSERT_TRUE(write_file_atomically(file_, content).ok());
    EXPECT_EQ(read().back()[0], 0u);
    EXPECT_EQ(read(2), found()) << "another program's are not believed";
    EXPECT_EQ(read(2), found());
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
    index_.emplace(*catalogue_);
    EXPECT_EQ(read(), found());
    {
        RelatedLists const given_up(*catalogue_, *index_, {folder_.path() / "other", 1});
    }
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
        names.push_back(entry.path().filename());
    EXPECT_THAT(names, testing::ElementsAre("further-reading"));
}

TEST_F(RelatedListsTest, AreNotKeptWhereSomeCouldNotBeWritten)
{
    {
        RelatedLists lists(*catalogue_, *index_, {file_, 1});
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
