// What workers do to a site at once, for ThreadSanitizer above all.
#include "site/newspaper.h"
#include "site/search/search_index.h"

#include <atomic>
#include <gmock/gmock.h>
#include <map>
#include <thread>

namespace broadsheet::site {

namespace {

using test::body;
using test::must;
using test::Newspaper;

constexpr int readers = 4;
constexpr int editions = 25;

struct Seen {
    newsroom::Edition edition = 0;
    std::string front_page;
};

class SiteConcurrency : public testing::Test {
protected:
    // Asks for one page after the other until told to stop; returns the front pages among them.
    std::vector<Seen> read(std::atomic<bool> const& stop) const
    {
        std::vector<Seen> seen;
        newsroom::Edition newest = 0;
        do { // once at least, however late the thread begins
            for (auto const* path : {"/", "/first/", "/section/politics/", "/rss.xml", "/2024/05/",
                     "/search/?q=news", "/none/"}) {
                auto const page = site_.page(path);
                EXPECT_EQ(page.status, path == std::string_view("/none/") ? 404 : 200) << path;
                EXPECT_GE(page.edition, newest) << path;
                newest = page.edition;
                if (path == std::string_view("/"))
                    seen.push_back({page.edition, body(page)});
            }
            EXPECT_TRUE(site_.preview(paper_.draft("preview", "A preview")).ok());
        } while (!stop);
        return seen;
    }

    Newspaper paper_;
    test::TemporaryFolder folder_;
    std::unique_ptr<SearchIndex> index_
        = must(SearchIndex::open(folder_.path() / "search.db", *paper_.database, paper_.clock));
    Site site_{*paper_.database, paper_.clock, test::small_theme(), index_.get()};
};

TEST_F(SiteConcurrency, APageIsOfOneEditionWhileOthersArePublished)
{
    paper_.save(paper_.draft("first", "The first"));
    std::atomic<bool> stop = false;
    std::vector<std::vector<Seen>> seen(readers);
    std::vector<std::jthread> threads;
    for (auto& pages : seen)
        threads.emplace_back([&] { pages = read(stop); });
    threads.emplace_back([&] {
        while (!stop) {
            EXPECT_TRUE(index_->update().ok());
            EXPECT_TRUE(site_.reload_theme().ok());
        }
    });
    std::map<newsroom::Edition, std::string> newest_titles;
    for (int count = 0; count < editions; ++count) {
        auto const title = "News number " + std::to_string(count) + ".";
        paper_.clock.advance(60'000);
        paper_.save(paper_.draft("news-" + std::to_string(count), title));
        newest_titles[must(newsroom::current_edition(*paper_.lease))] = title;
    }
    stop = true;
    threads.clear();
    for (auto const& pages : seen) {
        EXPECT_FALSE(pages.empty());
        for (auto const& [edition, page] : pages) {
            auto const next = newest_titles.upper_bound(edition);
            if (next != newest_titles.begin()) {
                EXPECT_THAT(page, testing::HasSubstr(std::prev(next)->second));
            }
            if (next != newest_titles.end()) {
                EXPECT_THAT(page, testing::Not(testing::HasSubstr(next->second)));
            }
        }
    }
}

} // namespace

} // namespace broadsheet::site
