#include "mail/configuration.h"

#include "admin/browser.h"
#include "db/transaction.h"
#include "newsletter/delivery/sends.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class MailPages : public testing::Test {
protected:
    MailPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }
    mail::Configuration configuration() { return must(mail::load_configuration(*connection_)); }
    std::string page(std::string_view path = "/admin/mail/") { return body_of(browser_.get(path)); }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(MailPages, SetRelaysAndNeverShowAPassword)
{
    EXPECT_THAT(page(), HasSubstr("No relay is set"));
    EXPECT_EQ(browser_
                  .post("/admin/mail/relay/",
                      {{"name", "main"}, {"address", "smtps://relay.example?weight=2&rate=14/s"},
                          {"user", "letters"}, {"password", "open sesame"}})
                  .status,
        303);
    auto const relays = configuration().relays;
    ASSERT_THAT(relays, SizeIs(1));
    EXPECT_EQ(relays[0].password, "open sesame");
    EXPECT_EQ(relays[0].weight, 2);
    EXPECT_THAT(page(),
        testing::AllOf(
            HasSubstr("smtps://relay.example:465"), HasSubstr("14/s"), Not(HasSubstr("open sesame"))));
    // Typed again without the password, it stays.
    browser_.post("/admin/mail/relay/",
        {{"name", "main"}, {"address", "smtps://relay.example"}, {"user", "letters"}, {"password", ""}});
    EXPECT_EQ(configuration().relays[0].password, "open sesame");
    EXPECT_EQ(
        browser_.post("/admin/mail/relay/", {{"name", "x"}, {"address", "http://relay.example"}}).status,
        422);
    EXPECT_EQ(browser_.post("/admin/mail/relay/remove/", {{"name", "main"}}).status, 303);
    EXPECT_THAT(configuration().relays, IsEmpty());
}

TEST_F(MailPages, SetTheSender)
{
    EXPECT_EQ(browser_
                  .post("/admin/mail/sender/",
                      {{"name", "The Coast"}, {"address", "letters@coast.example"},
                          {"return_path", "bounces@coast.example"}})
                  .status,
        303);
    EXPECT_EQ(configuration().sender->address.text(), "letters@coast.example");
    EXPECT_EQ(browser_
                  .post("/admin/mail/sender/",
                      {{"name", "x"}, {"address", "letters@coast.example\r\nBcc: y@z.example"}})
                  .status,
        422);
    EXPECT_EQ(configuration().return_path->text(), "bounces@coast.example");
}

TEST_F(MailPages, MakeKeysThatSignOnceTheyMay)
{
    EXPECT_EQ(browser_
                  .post("/admin/mail/key/",
                      {{"domain", "coast.example"}, {"selector", "e1"}, {"algorithm", "ed25519"}})
                  .status,
        303);
    EXPECT_THAT(page(),
        testing::AllOf(HasSubstr("e1._domainkey.coast.example. IN TXT \"v"), Not(HasSubstr("PRIVATE"))));
    EXPECT_THAT(configuration().keys, IsEmpty());
    browser_.post(
        "/admin/mail/key/change/", {{"domain", "coast.example"}, {"selector", "e1"}, {"act", "activate"}});
    EXPECT_THAT(configuration().keys, SizeIs(1));
    browser_.post(
        "/admin/mail/key/change/", {{"domain", "coast.example"}, {"selector", "e1"}, {"act", "remove"}});
    EXPECT_THAT(must(mail::load_dkim_keys(*connection_)), IsEmpty());
    EXPECT_EQ(browser_.post("/admin/mail/key/", {{"domain", "no domain"}, {"selector", "e1"}}).status, 422);
}

TEST_F(MailPages, ShowWhatWasCaptured)
{
    newsroom_.outbox.add({0, 1, "ana@example.org", "Confirm", "Open <this>", "", "To: ana@example.org"});
    EXPECT_THAT(page(), HasSubstr("ana@example.org"));
    EXPECT_THAT(page("/admin/mail/outbox/1/"), HasSubstr("Open &lt;this&gt;"));
    EXPECT_EQ(browser_.get("/admin/mail/outbox/2/").status, 404);
    EXPECT_EQ(browser_.get("/admin/mail/outbox/x/").status, 404);
    EXPECT_EQ(browser_.post("/admin/mail/outbox/clear/", {}).status, 303);
    EXPECT_THAT(newsroom_.outbox.list(), IsEmpty());
}

TEST_F(MailPages, ShowASendAndTakeDecisions)
{
    auto const send = must(db::transaction(*connection_, db::Access::write, [&]() -> Result<std::int64_t> {
        auto const number = TRY(newsletter::Sends(*connection_, newsroom_.clock).begin("weekly", "issue1"));
        TRY(connection_->execute(
            "INSERT INTO deliveries (send, subscription, status, code, reason) VALUES ($1, 1, 'unknown', 0, "
            "''), ($1, 2, 'refused', 554, '5.7.1'), ($1, 3, 'unknown', 0, '')",
            {number}));
        return number;
    }));
    auto const path = fmt::format("/admin/sends/{}/", send);
    EXPECT_THAT(page("/admin/sends/"), HasSubstr(path));
    auto const shown = browser_.get(path);
    EXPECT_THAT(body_of(shown), HasSubstr("Send again"));
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(page(path + "refused/"), HasSubstr("554 5.7.1"));
    EXPECT_THAT(page(path + "unknown/"), HasSubstr("name=\"subscription\" value=\"3\""));
    EXPECT_EQ(browser_.post(path + "deliver/", {{"act", "again"}, {"subscription", "3"}}).status, 303);
    EXPECT_EQ(browser_.post(path, {{"act", "leave"}}).status, 303);
    auto const progress = must(newsletter::Sends(*connection_, newsroom_.clock).progress(send));
    EXPECT_EQ(progress.unknown, 0);
    EXPECT_EQ(progress.left, 1);
    EXPECT_EQ(browser_.post(path, {{"act", "pause"}}).status, 303);
    EXPECT_EQ(browser_.post(path, {{"act", "pause"}}).status, 422);
    EXPECT_EQ(browser_.post(path, {{"act", "burn"}}).status, 422);
    EXPECT_EQ(browser_.get("/admin/sends/99/").status, 404);
}

} // namespace

} // namespace broadsheet::admin
