#include "cli/check_readers_forms.h"
#include "cli/check_rendering.h"
#include "cli/finding_matcher.h"
#include "db/transaction.h"
#include "newsroom/appeals.h"
#include "newsroom/articles.h"
#include "newsroom/newsletters.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "support/database.h"
#include "support/provider_kind.h"
#include "support/settings.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

using test::must;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class CheckPages : public test::DatabaseTest {
protected:
    template <typename Body>
    void change(Body&& body)
    {
        must(newsroom::change(connection_, clock_, random_, std::forward<Body>(body)));
    }

    // An article for each of many tags, so that there are far more lists than are tried.
    void publish_many()
    {
        change([&](newsroom::Change& change) -> Result<void> {
            for (int i = 0; i < 60; ++i) {
                newsroom::Tag tag;
                tag.slug = fmt::format("t{}", i);
                tag.text.name = tag.slug;
                newsroom::Article article;
                article.tags = {TRY(newsroom::Tags::save(change, tag))};
                article.slug = article.title = fmt::format("a{}", i);
                article.language = "en";
                article.status = newsroom::Status::published;
                article.published_at = clock_.now() - i;
                TRY(newsroom::Articles::save(change, article));
            }
            return {};
        });
    }

    std::vector<Finding> rendering_in(std::vector<site::Theme::File> more)
    {
        std::vector<site::Theme::File> files{{"package.json", R"({"name":"x","version":"1"})"},
            {"index.hbs", "{{!< default}}"}, {"default.hbs", "{{{body}}}"}, {"post.hbs", "{{title}}"}};
        for (auto& file : more) {
            std::erase_if(files, [&](auto const& other) { return other.path == file.path; });
            files.push_back(std::move(file));
        }
        site::Site const site(*database_, clock_, must(site::Theme::from_files(std::move(files))));
        auto const reader = must(site.read());
        Findings findings;
        must(check_rendering(reader, findings));
        return findings.all();
    }

    std::vector<Finding> forms()
    {
        Findings findings;
        must(check_readers_forms(connection_, findings));
        return findings.all();
    }
};
ON_BOTH_DATABASES(CheckPages);

TEST_P(CheckPages, EveryTemplateIsRendered)
{
    publish_many();
    EXPECT_THAT(rendering_in({}), ElementsAre(is(Health::good, "renders")));
    EXPECT_THAT(rendering_in({{"post.hbs", "{{> nopart}}"}}), Contains(is(Health::bad, "/a0/: ")));
    EXPECT_THAT(rendering_in({{"post-a57.hbs", "{{> nopart}}"}}), ElementsAre(is(Health::bad, "/a57/: ")));
    EXPECT_THAT(rendering_in({{"tag-t58.hbs", "{{> nopart}}"}}), Contains(is(Health::bad, "/tag/t58/: ")));
    EXPECT_THAT(
        rendering_in({{"tag.hbs", "{{> nopart}}"}}), Contains(is(Health::bad, "pages tried fail like this")));
}

TEST_P(CheckPages, SaysWhatReadersAreAskedForAndCannotGive)
{
    EXPECT_THAT(forms(), IsEmpty());
    change([](newsroom::Change& change) -> Result<void> {
        newsroom::Appeal appeal;
        appeal.slug = "winter";
        appeal.name = "Winter";
        appeal.status = newsroom::AppealStatus::live;
        appeal.placements = {newsroom::Placement::bar};
        appeal.words["en"].a.bar = "Help us";
        TRY(newsroom::Appeals::save(change, appeal));
        newsroom::Newsletter newsletter;
        newsletter.slug = "weekly";
        newsletter.language = "en";
        newsletter.status = newsroom::Newsletter::Status::open;
        newsletter.name = "The week";
        newsletter.sender_name = "The Ferry";
        newsletter.sender_address = "letters@paper.example";
        TRY(newsroom::Newsletters::save(change, newsletter));
        return {};
    });
    EXPECT_THAT(forms(), ElementsAre(is(Health::warning, "no way to pay"), is(Health::warning, "no vault")));
    change([](newsroom::Change& change) {
        return support::save_provider_setup(
            change.connection(), *support::find_provider_kind("demonstration"), {true, {}});
    });
    EXPECT_THAT(forms(), ElementsAre(is(Health::warning, "no vault")));
}

TEST_P(CheckPages, SaysWhereWebhooksCannotCome)
{
    for (auto const* name : {"stripe", "bank", "demonstration"})
        change([&](newsroom::Change& change) {
            return support::save_provider_setup(
                change.connection(), *support::find_provider_kind(name), {true, {}});
        });
    EXPECT_THAT(forms(),
        ElementsAre(is(Health::warning,
            "Stripe is on, and its webhooks cannot come to http://127.0.0.1:8080/support/webhook/stripe/")));
    change([](newsroom::Change& change) -> Result<void> {
        auto settings = TRY(newsroom::load_settings(change.connection()));
        settings.url = "https://lantern.example";
        return newsroom::save_settings(change, settings);
    });
    EXPECT_THAT(forms(), IsEmpty());
}

} // namespace

} // namespace broadsheet::cli
