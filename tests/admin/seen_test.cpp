// Two people have the same form open: nobody writes over what they have not seen.
#include "admin/browser.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::Not;

std::string version_in(std::string const& page)
{
    constexpr std::string_view before = "name=\"version\" value=\"";
    auto const at = page.find(before);
    if (at == std::string::npos)
        return "none";
    auto const begin = at + before.size();
    return page.substr(begin, page.find('"', begin) - begin);
}

class SeenForms : public testing::Test {
protected:
    SeenForms()
        : lease_(must((*newsroom_.database).connect()))
        , first_(newsroom_)
        , second_(newsroom_)
    {
        newsroom_.add(Role::owner);
        newsroom_.add(Role::administrator);
        first_.sign_in("owner");
        second_.sign_in("administrator");
    }
    template <typename Body>
    auto change(Body&& body)
    {
        return must(newsroom::change(*lease_, newsroom_.clock, newsroom_.random, std::forward<Body>(body)));
    }

    // Both load the form, the first saves it with one value, then the second with another.
    void check(std::string const& form, std::string const& target, Browser::Fields const& rest,
        std::string const& field)
    {
        auto const with = [&](std::string const& version, std::string const& value) {
            auto fields = rest;
            fields.insert(fields.end(), {{"version", version}, {field, value}});
            return fields;
        };
        auto const seen = version_in(body_of(first_.get(form)));
        EXPECT_EQ(version_in(body_of(second_.get(form))), seen) << form;
        auto const saved = first_.post(target, with(seen, "The first"));
        ASSERT_EQ(saved.status, 303) << body_of(saved);
        auto const refused = second_.post(target, with(seen, "The second"));
        EXPECT_EQ(refused.status, 422) << form;
        EXPECT_THAT(body_of(refused), HasSubstr("somebody else changed this meanwhile"));
        EXPECT_THAT(body_of(refused), HasSubstr("The second")) << "what was typed is not lost";
        EXPECT_THAT(body_of(second_.get(form)), HasSubstr("The first"));
        auto const again = second_.post(target, with(version_in(body_of(refused)), "The second"));
        EXPECT_EQ(again.status, 303) << "having seen it, the second decides: " << body_of(again);
        EXPECT_THAT(body_of(first_.get(form)), HasSubstr("The second"));
    }

    Newsroom newsroom_;
    db::Database::Lease lease_;
    Browser first_;
    Browser second_;
};

TEST_F(SeenForms, OfATag)
{
    newsroom::Tag tag;
    tag.slug = tag.text.name = "ice";
    change([&](newsroom::Change& unit) { return newsroom::Tags::save(unit, tag); });
    auto const id = must(newsroom::Tags(*lease_).by_slug("ice"))->id;
    auto const page = "/admin/tags/" + id + "/";
    check(page, page, {{"name_en", "Ice"}, {"slug", "ice"}}, "text_en");
}

TEST_F(SeenForms, OfAByline)
{
    newsroom::Byline byline;
    byline.slug = byline.text.name = "mira";
    change([&](newsroom::Change& unit) { return newsroom::Bylines::save(unit, byline); });
    auto const id = must(newsroom::Bylines(*lease_).by_slug("mira"))->id;
    auto const page = "/admin/bylines/" + id + "/";
    check(page, page, {{"name_en", "Mira"}, {"slug", "mira"}}, "text_en");
}

TEST_F(SeenForms, OfTheSettings)
{
    check("/admin/settings/", "/admin/settings/",
        {{"title_en", "The Lantern"}, {"languages", "en"}, {"time_zone", "UTC"},
            {"url", "https://lantern.example"}, {"accent_colour", "#a31621"}, {"articles_per_page", "20"}},
        "description_en");
}

TEST_F(SeenForms, OfTheNavigation)
{
    auto const page = std::string("/admin/settings/navigation/en/");
    check(page, page, {{"main_place", "1"}, {"main_url", "/about/"}}, "main_label");
}

TEST_F(SeenForms, OfAnIssue)
{
    auto const id = change([](newsroom::Change& unit) -> Result<std::string> {
        newsroom::Newsletter newsletter;
        newsletter.slug = "weekly";
        newsletter.language = "en";
        newsletter.name = "The Weekly";
        newsroom::Issue issue;
        issue.newsletter = TRY(newsroom::Newsletters::save(unit, newsletter));
        issue.subject = "Ferries";
        return newsroom::Issues::save(unit, issue);
    });
    auto const page = "/admin/issues/" + id + "/";
    check(page, page, {{"do", "save"}}, "subject");

    // Its time comes while somebody has the form open.
    auto const seen = version_in(body_of(first_.get(page)));
    change([&](newsroom::Change& unit) -> Result<std::string> {
        auto issue = TRY(newsroom::Issues(*lease_).by_id(id));
        issue.status = newsroom::IssueStatus::sent;
        issue.sent_at = unit.clock().now();
        return newsroom::Issues::save(unit, issue);
    });
    auto const late = first_.post(page, {{"do", "save"}, {"version", seen}, {"subject", "Too late"}});
    EXPECT_NE(late.status, 303);
    auto const issue = must(newsroom::Issues(*lease_).by_id(id));
    EXPECT_EQ(issue.status, newsroom::IssueStatus::sent);
    EXPECT_EQ(issue.subject, "The second");
}

} // namespace

} // namespace broadsheet::admin
