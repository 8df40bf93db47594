// Builds that make only what has changed leave the same folder as those that make everything.
#include "mirror/build.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/signing.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <random>
#include <regex>
#include <sys/stat.h>

namespace broadsheet::mirror {
namespace {

using Tree = std::map<std::string, std::string>;

Tree tree_of(std::filesystem::path const& folder)
{
    Tree tree;
    auto const read = for_each_file(folder, [&](std::filesystem::path const& file) -> Result<void> {
        auto const name = file.lexically_relative(folder).generic_string();
        if (!name.starts_with(".broadsheet-"))
            tree[name] = TRY(read_file(file));
        return {};
    });
    EXPECT_TRUE(read.ok());
    return tree;
}

// A theme whose pages show what no fingerprint covers.
Result<std::shared_ptr<site::Theme const>> prying_theme()
{
    return site::Theme::from_files({
        {"index.hbs",
            "{{#foreach posts}}{{title}} {{/foreach}}{{#with pagination}}{{page}} of {{pages}} of "
            "{{total}}{{/with}}"},
        {"post.hbs",
            "{{#post}}{{title}} {{content}}{{#cached}}{{#get \"posts\" limit=\"2\"}}{{#foreach "
            "posts}}{{title}}{{/foreach}}{{/get}}{{/cached}}"
            "{{#foreach tags}}{{name}} {{count.posts}}{{/foreach}}{{/post}}"},
    });
}

class PartialBuild : public testing::Test {
protected:
    BuildReport build(std::filesystem::path const& folder, bool all = false)
    {
        auto origin = test::must(Origin::open(folder_.path() / "data", "The Lantern", random_));
        return test::must(mirror::build(site_, store_, origin, random_,
            {.to = folder,
                .threads = 2,
                .slot = "2026-11-27T23:00Z",
                .is_alone = !all,
                .all = all,
                .kept_lists = all ? "" : folder_.path() / "further-reading",
                .further = {{"mirrors.txt", "https://mirror.example/\n", "text/plain"}},
                .progress = {}}));
    }

    // Builds the mirror, and a whole one beside it, which must be the same and must have nothing to sign.
    BuildReport build_and_compare()
    {
        auto const report = build(mirror_);
        EXPECT_THAT(report.failures, testing::IsEmpty());
        auto const whole = folder_.path() / "whole";
        std::filesystem::remove_all(whole);
        EXPECT_FALSE(build(whole, true).is_published);
        auto const ours = tree_of(mirror_);
        auto const theirs = tree_of(whole);
        for (auto const& [name, content] : theirs)
            if (auto const found = ours.find(name); found == ours.end())
                ADD_FAILURE() << name << " is missing";
            else
                EXPECT_EQ(found->second, content) << name;
        for (auto const& [name, content] : ours)
            EXPECT_TRUE(theirs.contains(name)) << name << " should be gone";
        return report;
    }

    newsroom::Number publish(std::string const& slug, UtcMillis at)
    {
        auto article = newspaper_.draft(slug, "Title of " + slug);
        article.published_at = at;
        return newspaper_.save(article);
    }
    template <typename Edit>
    void edit(newsroom::Number number, Edit const& change)
    {
        auto article = test::must(newsroom::Articles(*newspaper_.lease).by_number(number));
        change(article);
        newspaper_.save(article);
    }
    template <typename Edit>
    void edit_settings(Edit const& edit)
    {
        newspaper_.change([&](newsroom::Change& change) -> Result<void> {
            auto settings = TRY(newsroom::load_settings(change.connection()));
            edit(settings);
            return newsroom::save_settings(change, settings);
        });
    }
    // Puts a picture into the store and the library and returns its path.
    std::string picture(char digit)
    {
        auto const path = fmt::format("/media/{0}{0}/{1}.jpg", digit, std::string(32, digit));
        newspaper_.change([&](newsroom::Change& change) -> Result<void> {
            newsroom::MediaItem item;
            item.path = path;
            item.type = "image/jpeg";
            item.width = 100;
            TRY(newsroom::MediaLibrary::add(change, item));
            return {};
        });
        EXPECT_TRUE(write_file_atomically(*store_.file_of(path), path).ok());
        return path;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    media::MediaStore store_{folder_.path() / "media", "/nowhere"};
    SeededRandom random_{7};
    test::Newspaper newspaper_;
    site::Site site_{*newspaper_.database, newspaper_.clock, test::must(site::Theme::built_in()), nullptr,
        [](std::string const& name) { return name == "prying" ? prying_theme() : site::Theme::built_in(); }};
};

TEST_F(PartialBuild, RendersWhatMayHaveChangedAndNothingElse)
{
    auto const noon = newspaper_.clock.now();
    for (int number = 0; number < 60; ++number)
        publish(fmt::format("article-{}", number), noon - (100 - number) * 86'400'000LL);
    auto const first = build_and_compare();
    EXPECT_EQ(first.rendered, first.pages);
    auto const again = build_and_compare();
    EXPECT_LT(again.rendered, 20u) << "fronts, news sitemap and the like";
    EXPECT_FALSE(again.is_published);
    publish("newest", noon);
    auto const next = build_and_compare();
    EXPECT_TRUE(next.is_published);
    EXPECT_LT(next.rendered, next.pages / 3);
}

TEST_F(PartialBuild, EqualsAWholeOneAfterAnyEdit)
{
    std::mt19937 dice(20'261'128);
    auto const noon = newspaper_.clock.now();
    std::vector<newsroom::Number> numbers;
    auto const publish_one = [&] {
        auto const days = static_cast<std::int64_t>(dice() % 60);
        numbers.push_back(publish(fmt::format("article-{}", numbers.size()), noon - days * 86'400'000));
    };
    auto const any = [&] { return numbers[dice() % numbers.size()]; };
    auto const flip = [&](std::vector<newsroom::Number>& list, newsroom::Number one) {
        if (std::erase(list, one) == 0)
            list.push_back(one);
    };
    std::vector<std::function<void()>> const edits{
        publish_one,
        publish_one,
        [&] { edit(any(), [&](auto& it) { it.title += " again"; }); },
        [&] {
            edit(any(), [&](auto& it) {
                it.corrections.push_back({noon, "It was another bridge.", dice() % 2 == 0});
            });
        },
        [&] {
            edit(any(), [&](auto& it) {
                auto const is_out = it.status == newsroom::Status::withdrawn;
                it.status = is_out ? newsroom::Status::published : newsroom::Status::withdrawn;
            });
        },
        [&] { edit(any(), [&](auto& it) { flip(it.tags, newspaper_.energy); }); },
        [&] { edit(any(), [&](auto& it) { flip(it.bylines, newspaper_.mira); }); },
        [&] { edit(any(), [&](auto& it) { it.slug += "-x"; }); },
        [&] { edit(any(), [&](auto& it) { it.published_at = *it.published_at - 86'400'000 * 3; }); },
        [&] {
            edit_settings([&](auto& it) { it.description["en"] = fmt::format("News {}", dice() % 100); });
        },
        [&] { edit_settings([&](auto& it) { it.theme = it.theme == "prying" ? "broadsheet" : "prying"; }); },
        [&] { newspaper_.clock.advance(86'400'000LL * 3); },
    };
    for (int count = 0; count < 25; ++count)
        publish_one();
    build_and_compare();
    std::uint64_t rendered = 0;
    std::uint64_t pages = 0;
    for (int round = 0; round < 30 && !HasFailure(); ++round) {
        auto const which = round < static_cast<int>(edits.size()) ? static_cast<std::size_t>(round)
                                                                  : dice() % edits.size();
        SCOPED_TRACE(fmt::format("round {}, edit {}", round, which));
        edits[which]();
        auto const report = build_and_compare();
        rendered += report.rendered;
        pages += report.pages;
    }
    EXPECT_LT(rendered, pages * 3 / 4) << "much of it was left alone";
}

TEST_F(PartialBuild, PicturesLeaveWithTheLastArticleThatShowsThem)
{
    auto one = newspaper_.draft("one", "One");
    auto two = newspaper_.draft("two", "Two");
    one.picture.path = two.picture.path = picture('a');
    auto const own = picture('b');
    two.body = fmt::format("<p><img src=\"{}\"></p>", own);
    auto const first = newspaper_.save(one);
    auto const second = newspaper_.save(two);
    build_and_compare();
    auto const withdraw = [](auto& it) { it.status = newsroom::Status::withdrawn; };
    edit(second, withdraw);
    build_and_compare();
    EXPECT_FALSE(std::filesystem::exists(mirror_.string() + own));
    EXPECT_TRUE(std::filesystem::exists(mirror_.string() + one.picture.path));
    edit(first, withdraw);
    build_and_compare();
    EXPECT_FALSE(std::filesystem::exists(mirror_ / "media"));
}

TEST_F(PartialBuild, APictureThatComesLateIsTaken)
{
    auto article = newspaper_.draft("one", "One");
    article.picture.path = picture('a');
    auto const file = *store_.file_of(article.picture.path);
    std::filesystem::rename(file, folder_.path() / "away");
    newspaper_.save(article);
    EXPECT_GT(build(mirror_).missing_media, 0u);
    std::filesystem::rename(folder_.path() / "away", file);
    build_and_compare();
    EXPECT_TRUE(std::filesystem::exists(mirror_.string() + article.picture.path));
}

TEST_F(PartialBuild, BeginsAnewWhereWhatItKnewIsDamagedOrOfAnotherBuild)
{
    publish("first", newspaper_.clock.now());
    build(mirror_);
    auto const known = mirror_ / ".broadsheet-built";
    auto const whole = test::must(read_file(known));
    for (auto const& damaged : {std::string("no such form\n"), std::string(), whole.substr(0, 20),
             whole + "+0000000000000001 /cut-off/\n+00000"}) {
        ASSERT_TRUE(write_file_atomically(known, damaged).ok());
        build_and_compare();
    }
    // Another folder was built since: what the log says of this one's files is not known.
    publish("second", newspaper_.clock.now());
    build(folder_.path() / "other");
    auto const report = build_and_compare();
    EXPECT_EQ(report.rendered, report.pages);
}

// Of 600 articles, two at once are settled (site::RelatedIndex).
TEST_F(PartialBuild, OneArticleMoreChangesNobodysFurtherReading)
{
    newspaper_.publish_many(600);
    auto article = newspaper_.draft("ferry", "The ferry stopped");
    article.body = "<p>The ferry between Sarnik and the islands stopped; passengers waited on the pier.</p>";
    article.published_at = newspaper_.clock.now() - 86'400'000LL * 400;
    newspaper_.save(article);
    article.slug = "ferry-too";
    article.published_at = newspaper_.clock.now() - 86'400'000LL * 300;
    auto const too = newspaper_.save(article);
    build_and_compare();
    auto const was = test::must(read_file(mirror_ / "ferry/index.html"));
    EXPECT_THAT(was, testing::HasSubstr("ferry-too"));

    article.slug = "ferry-again";
    newspaper_.clock.advance(60'000);
    article.published_at = newspaper_.clock.now();
    newspaper_.save(article);
    EXPECT_LT(build_and_compare().rendered, 60u);
    EXPECT_EQ(test::must(read_file(mirror_ / "ferry/index.html")), was);
    EXPECT_THAT(test::must(read_file(mirror_ / "ferry-again/index.html")), testing::HasSubstr("ferry-too"));

    edit(too, [](auto& it) { it.title = "No ferry at all"; });
    build_and_compare();
    EXPECT_THAT(test::must(read_file(mirror_ / "ferry/index.html")), testing::HasSubstr("No ferry at all"));
}

// Returns every time of day to the second that a text says, "12:37:12".
std::vector<std::string> times_in(std::string const& text)
{
    static std::regex const time("[0-9]{2}:[0-9]{2}:[0-9]{2}");
    return {std::sregex_token_iterator(text.begin(), text.end(), time), std::sregex_token_iterator()};
}

TEST_F(PartialBuild, NothingTellsWhenWithinTheSlotItWasMade)
{
    auto article = newspaper_.draft("one", "One");
    article.picture.path = picture('a');
    newspaper_.save(article);
    newspaper_.clock.advance(37 * 60'000 + 12'345); // nobody works at full hours alone
    build(mirror_);
    publish("second", newspaper_.clock.now());
    build(mirror_);
    constexpr std::time_t slot = 1'795'820'400; // 2026-11-27T23:00Z
    std::size_t times = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(mirror_)) {
        auto const name = entry.path().lexically_relative(mirror_).generic_string();
        struct stat status { };
        ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mtim.tv_nsec, 0) << name;
        EXPECT_TRUE(status.st_mtim.tv_sec == slot || status.st_mtim.tv_sec == slot + 1) << name;
        if (name.ends_with(".html") || name.ends_with(".xml") || name.ends_with(".json"))
            for (auto const& time : times_in(read_file(entry.path()).value())) {
                EXPECT_THAT(time, testing::EndsWith(":00:00")) << name;
                ++times;
            }
    }
    EXPECT_GT(times, 10u);
}

TEST_F(PartialBuild, AllMendsPicturesThatSomebodyHasChanged)
{
    auto article = newspaper_.draft("one", "One");
    article.picture.path = picture('a');
    newspaper_.save(article);
    build(mirror_);
    auto const there = mirror_.string() + article.picture.path;
    auto const whole = test::must(read_file(there));
    std::ofstream(there) << std::string(whole.size(), 'x');
    EXPECT_EQ(test::must(read_file(*store_.file_of(article.picture.path))), whole);
    EXPECT_FALSE(build(mirror_, true).is_published);
    EXPECT_EQ(test::must(read_file(there)), whole);
}

} // namespace
} // namespace broadsheet::mirror
