#include "newsroom/issues.h"
#include "newsroom/newsletters.h"
#include "site/newspaper.h"
#include "site/theme.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace broadsheet::site {

namespace {

using test::must;
using testing::HasSubstr;
using testing::Not;

class NewsletterPages : public testing::Test {
protected:
    NewsletterPages()
        : site_(*paper_.database, paper_.clock, must(Theme::built_in()))
    {
        newsletter_.slug = "weekly";
        newsletter_.language = "en";
        newsletter_.status = newsroom::Newsletter::Status::open;
        newsletter_.name = "The Lantern Weekly";
        newsletter_.pitch = "A hand-picked selection";
        newsletter_.frequency = "every Friday";
        newsletter_.policy = "2024-05";
        newsletter_.policy_path = "/privacy/";
        save();
    }

    void save()
    {
        paper_.change([&](newsroom::Change& change) -> Result<void> {
            newsletter_.id = TRY(newsroom::Newsletters::save(change, newsletter_));
            newsletter_ = TRY(newsroom::Newsletters(change.connection()).by_id(newsletter_.id));
            return {};
        });
    }
    void save_issue(std::string const& subject, newsroom::IssueStatus status)
    {
        newsroom::Issue issue;
        issue.newsletter = newsletter_.id;
        issue.subject = subject;
        issue.preheader = "What the week was";
        issue.introduction = "<p>Dear readers, <a href=\"/about/\">as promised</a></p>";
        issue.status = status;
        if (status == newsroom::IssueStatus::sent)
            issue.sent_at = paper_.clock.now();
        auto article = paper_.draft("ferry", "The ferry <sails>");
        article.standfirst = "Standfirst of the ferry";
        issue.articles = {{paper_.save(article), "Read & laugh"}};
        auto other = paper_.draft("harbour", "The harbour");
        other.standfirst = "Standfirst of the harbour";
        withdrawn_ = paper_.save(other);
        issue.articles.push_back({withdrawn_, ""});
        paper_.change([&](newsroom::Change& change) -> Result<void> {
            TRY(newsroom::Issues::save(change, issue));
            return {};
        });
    }
    Page get(std::string const& path) { return site_.page(path); }

    test::Newspaper paper_;
    Site site_;
    newsroom::Newsletter newsletter_;
    newsroom::Number withdrawn_ = 0;
};

TEST_F(NewsletterPages, ShowTheBoxUnderEveryArticleAndOnTheFrontPage)
{
    paper_.save(paper_.draft("news", "News"));
    for (auto const* path : {"/", "/news/", "/newsletter/", "/newsletter/weekly/"}) {
        auto const page = get(path);
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_THAT(*page.body, HasSubstr("A hand-picked selection")) << path;
        EXPECT_THAT(*page.body, HasSubstr("every Friday")) << path;
        EXPECT_THAT(*page.body, HasSubstr("newsletter/sign-up/\"")) << path;
        EXPECT_THAT(*page.body, HasSubstr("Privacy Policy</a> (2024-05)")) << path;
        EXPECT_THAT(*page.body, Not(HasSubstr("Preview"))) << "there is no issue yet";
    }
    EXPECT_THAT(*get("/ru/").body, Not(HasSubstr("newsletter/sign-up/"))) << "it is in English";
    newsletter_.status = newsroom::Newsletter::Status::draft;
    save();
    EXPECT_THAT(*get("/news/").body, Not(HasSubstr("newsletter/sign-up/")));
    EXPECT_EQ(get("/newsletter/").status, 404);
    EXPECT_EQ(get("/newsletter/weekly/").status, 404);
}

TEST_F(NewsletterPages, KeepTheArchiveAndItsFeeds)
{
    save_issue("Ferries & fish", newsroom::IssueStatus::sent);
    EXPECT_THAT(*get("/ferry/").body, HasSubstr("newsletter/weekly/2024-05-20/\">Preview"));
    EXPECT_THAT(*get("/newsletter/weekly/").body, HasSubstr("Ferries &amp; fish"));
    auto const issue = get("/newsletter/weekly/2024-05-20/");
    EXPECT_EQ(issue.status, 200);
    EXPECT_THAT(*issue.body, HasSubstr("Dear readers, <a href=\"../../../about/\">as promised</a>"));
    EXPECT_THAT(*issue.body, HasSubstr("Read &amp; laugh"));
    EXPECT_THAT(*issue.body, Not(HasSubstr("Standfirst of the ferry")));
    EXPECT_THAT(*issue.body, HasSubstr("Standfirst of the harbour"));
    for (auto const* feed : {"rss.xml", "atom.xml", "feed.json"}) {
        auto const page = get(std::string("/newsletter/weekly/") + feed);
        EXPECT_EQ(page.status, 200) << feed;
        EXPECT_THAT(*page.body, HasSubstr("https://lantern.example/newsletter/weekly/2024-05-20/")) << feed;
        EXPECT_THAT(*page.body, HasSubstr("https://lantern.example/about/")) << feed;
    }
    paper_.change([&](newsroom::Change& change) -> Result<void> {
        TRY(newsroom::Articles::remove(change, withdrawn_));
        return {};
    });
    EXPECT_THAT(*get("/newsletter/weekly/2024-05-20/").body, Not(HasSubstr("harbour")))
        << "what is taken back is taken back everywhere";
}

TEST_F(NewsletterPages, HideWhatIsNotSentYet)
{
    save_issue("Ferries", newsroom::IssueStatus::approved);
    EXPECT_EQ(get("/newsletter/weekly/2024-05-20/").status, 404);
    EXPECT_THAT(*get("/newsletter/weekly/").body, Not(HasSubstr("Ferries")));
    EXPECT_EQ(get("/newsletter/daily/").status, 404);
    EXPECT_EQ(get("/newsletter/weekly/page/2/").status, 404);
    EXPECT_EQ(get("/newsletter/rss.xml").status, 404);
    EXPECT_EQ(get("/newsletter/weekly/a/b/").status, 404);
    EXPECT_EQ(get("/ru/newsletter/weekly/").status, 404);
    EXPECT_EQ(get("/newsletter/weekly").status, 301);
}

TEST_F(NewsletterPages, AreAmongTheEditionsPaths)
{
    save_issue("Ferries", newsroom::IssueStatus::sent);
    std::vector<std::string> paths;
    auto const reader = must(site_.read());
    ASSERT_TRUE(reader
                    .for_each_path([&](std::string_view path) -> Result<void> {
                        paths.emplace_back(path);
                        return {};
                    })
                    .ok());
    for (auto const* path : {"/newsletter/", "/newsletter/weekly/", "/newsletter/weekly/rss.xml",
             "/newsletter/weekly/2024-05-20/"}) {
        EXPECT_EQ(std::ranges::count(paths, path), 1) << path;
        EXPECT_EQ(must(reader.page(path)).status, 200) << path;
    }
}

} // namespace

} // namespace broadsheet::site
