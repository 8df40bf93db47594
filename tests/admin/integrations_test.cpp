#include "staff/integrations.h"

#include "admin/browser.h"
#include "newsroom/webhooks.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view list_path = "/admin/settings/integrations/";

class IntegrationPages : public testing::Test {
protected:
    IntegrationPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }

    staff::Integrations integrations() { return {*connection_, newsroom_.clock, newsroom_.random}; }
    newsroom::Webhooks webhooks() { return {*connection_, newsroom_.clock, newsroom_.random}; }
    // Adds one in the browser and returns it.
    staff::Integration added(std::string const& name)
    {
        EXPECT_EQ(browser_.post(list_path, {{"name", name}}).status, 303);
        for (auto const& integration : must(integrations().all()))
            if (integration.name == name)
                return integration;
        ADD_FAILURE() << name;
        return {};
    }
    static std::string path_of(staff::Integration const& integration)
    {
        return std::string(list_path) + integration.id + "/";
    }
    http::Response add_webhook(staff::Integration const& integration, std::string const& url)
    {
        return browser_.post(path_of(integration) + "webhooks/",
            {{"event", "post.published"}, {"target_url", url}, {"secret", "hush <3"}});
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(IntegrationPages, MakeShowRenewAndDeleteKeys)
{
    EXPECT_THAT(body_of(browser_.get(list_path)), HasSubstr("Nothing yet."));
    auto const integration = added("Website <1>");
    EXPECT_THAT(body_of(browser_.get(list_path)), HasSubstr("Website &lt;1&gt;"));
    auto const page = body_of(browser_.get(path_of(integration)));
    EXPECT_THAT(page, HasSubstr(integration.content_key));
    EXPECT_THAT(page, HasSubstr(integration.admin_key()));
    EXPECT_EQ(browser_.post(path_of(integration) + "keys/", {}).status, 303);
    EXPECT_NE(must(integrations().by_id(integration.id)).admin_key(), integration.admin_key());
    EXPECT_EQ(browser_.post(path_of(integration) + "delete/", {}).status, 303);
    EXPECT_THAT(must(integrations().all()), IsEmpty());
    EXPECT_EQ(browser_.get(path_of(integration)).status, 404);
    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "integration.removed");
    EXPECT_EQ(log[1].act, "integration.keys_renewed");
    EXPECT_EQ(log[2].act, "integration.added");
}

TEST_F(IntegrationPages, RefuseANameThatThereIs)
{
    added("Website");
    for (auto const* name : {"Website", "", "   "}) {
        auto const refused = browser_.post(list_path, {{"name", name}});
        EXPECT_EQ(refused.status, 422);
        EXPECT_THAT(body_of(refused), HasSubstr("id=\"name-error\""));
    }
    EXPECT_THAT(must(integrations().all()), SizeIs(1));
}

TEST_F(IntegrationPages, AddAndDeleteWebhooks)
{
    auto const integration = added("Website");
    EXPECT_EQ(add_webhook(integration, "https://a.example/hook").status, 303);
    auto const all = must(webhooks().of(integration.number));
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].secret, "hush <3");
    must(webhooks().note_sent(all[0].id, "500", "the receiver answered 500"));
    auto const page = body_of(browser_.get(path_of(integration)));
    EXPECT_THAT(page, HasSubstr("https://a.example/hook"));
    EXPECT_THAT(page, HasSubstr("the receiver answered 500"));
    EXPECT_THAT(page, Not(HasSubstr("hush"))) << "a secret is not shown again";
    auto const refused = add_webhook(integration, "javascript:alert(1)");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("id=\"target_url-error\""));
    EXPECT_EQ(browser_.post(path_of(added("Another")) + "webhooks/" + all[0].id + "/delete/", {}).status, 404)
        << "it is another's";
    EXPECT_EQ(browser_.post(path_of(integration) + "webhooks/" + all[0].id + "/delete/", {}).status, 303);
    EXPECT_THAT(must(webhooks().of(integration.number)), IsEmpty());
}

} // namespace

} // namespace broadsheet::admin
