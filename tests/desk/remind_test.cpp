#include "desk/handler.h"

#include "base/encoding.h"
#include "desk/answers.h"
#include "site/newspaper.h"
#include "support/fake_client.h"
#include "support/fake_post.h"
#include "support/reminders.h"
#include "vault/ceremony.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::desk {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class RemindPages : public testing::Test {
protected:
    void make_vault()
    {
        auto const ceremony = must(
            vault::Ceremony::first(must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")),
                newspaper.random, {1, 8192}));
        must(db::transaction(*newspaper.lease, db::Access::write,
            [&] { return ceremony.save(*newspaper.lease, newspaper.clock); }));
    }
    http::Response send(http::Method method, std::string_view target, std::string_view body = "")
    {
        auto request = must(http::make_request(method, target, std::string(body)));
        request.host = "lantern.example";
        request.address = "203.0.113.7";
        return handler->handle(request);
    }
    std::string get(std::string_view target) { return body_of(send(http::Method::get, target)); }
    http::Response ask(std::string_view when, std::string_view month = "",
        std::string_view address = "reader@example.org", std::string_view path = "/remind/")
    {
        return send(http::Method::post, path,
            fmt::format("when={}&month={}&address={}&appeal=winter", when, month, percent_encode(address)));
    }
    // The path of the link in the last mail.
    std::string link()
    {
        auto const& text = post.handed_over.back().text;
        auto const start
            = text.find("https://lantern.example/") + std::string_view("https://lantern.example").size();
        return text.substr(start, text.find('\n', start) - start);
    }
    std::int64_t rows(std::string const& table)
    {
        auto found = must((*newspaper.lease).query("SELECT count(*) FROM " + table));
        must(found.next());
        return found.integer(0);
    }

    test::Newspaper newspaper;
    site::Site site{*newspaper.database, newspaper.clock, test::small_theme()};
    test::FakePost post;
    test::FakeClient client;
    vault::Custody custody;
    support::Letters letters = must(support::Letters::load());
    support::ReminderLetters reminder_letters = must(support::ReminderLetters::load());
    newsletter::LinkCounter links;
    newsletter::FloodGate gate{newspaper.clock, newspaper.random};
    std::unique_ptr<DeskHandler> handler = must(DeskHandler::make({*newspaper.database, newspaper.clock,
        newspaper.random, site, post, custody, gate, client, letters, reminder_letters, links}));
};

TEST_F(RemindPages, AskByMailConfirmByAButtonAndTakeBackByTheSameLink)
{
    make_vault();
    EXPECT_THAT(get("/remind/?appeal=winter"),
        AllOf(HasSubstr("name=\"appeal\" value=\"winter\""), HasSubstr("<option value=\"2024-06\">June 2024"),
            Not(HasSubstr("value=\"2024-05\""))));
    auto const asked = ask("1");
    EXPECT_EQ(asked.status, 303);
    ASSERT_THAT(post.handed_over, SizeIs(1));
    EXPECT_EQ(post.handed_over[0].to, "reader@example.org");
    EXPECT_THAT(post.handed_over[0].text, HasSubstr("20 June 2024"));
    EXPECT_EQ(rows("reminders") + rows("vault_records"), 0) << "nothing is kept before the click";

    auto const path = link();
    EXPECT_THAT(get(path), HasSubstr("Yes, remind me"));
    EXPECT_EQ(rows("reminders"), 0) << "opening the link changes nothing";
    EXPECT_EQ(send(http::Method::post, path).status, 303);
    EXPECT_THAT(get(path), AllOf(HasSubstr("We will remind you"), HasSubstr("20 June 2024")));
    EXPECT_EQ(rows("reminders"), 1);
    EXPECT_EQ(rows("vault_records"), 1);
    EXPECT_EQ(send(http::Method::post, path).status, 303);
    EXPECT_EQ(rows("reminders"), 1) << "a double click";

    EXPECT_EQ(send(http::Method::post, path, "act=cancel").status, 303);
    EXPECT_THAT(get(path), HasSubstr("taken back"));
    EXPECT_EQ(rows("vault_records"), 0);
}

TEST_F(RemindPages, SpeakTheReadersLanguage)
{
    make_vault();
    EXPECT_EQ(ask("month", "2024-09", "reader@example.org", "/ru/remind/").status, 303);
    auto const& letter = post.handed_over.at(0);
    EXPECT_EQ(letter.language, "ru");
    EXPECT_THAT(letter.subject, HasSubstr("Напомнить вам?"));
    EXPECT_THAT(link(), HasSubstr("/ru/remind/"));
    EXPECT_THAT(get(link()), HasSubstr("1 сентября 2024"));
}

TEST_F(RemindPages, TakeAChosenMonthWhicheverChoiceIsPressed)
{
    make_vault();
    EXPECT_THAT(get("/remind/"), HasSubstr("<option value=\"\">—</option><option value=\"2024-06\">"));
    EXPECT_EQ(ask("1", "2024-09").status, 303);
    EXPECT_THAT(post.handed_over.back().text, HasSubstr("1 September 2024"));
    EXPECT_THAT(body_of(ask("1", "2024-09", "reader@")),
        AllOf(HasSubstr("value=\"month\" checked"), HasSubstr("value=\"2024-09\" selected")));
}

TEST_F(RemindPages, RefuseInPlaceAndKeepWhatWasTyped)
{
    make_vault();
    for (auto const& [when, month] : std::vector<std::pair<std::string, std::string>>{{"0", ""}, {"", ""},
             {"-1", ""}, {"month", "2024-05"}, {"month", "1999-01"}, {"month", ""}, {"99", ""}}) {
        auto const answer = ask(when, month);
        EXPECT_EQ(answer.status, 422) << when << " " << month;
        EXPECT_THAT(body_of(answer),
            AllOf(HasSubstr("Choose a month that is still to come"),
                HasSubstr("value=\"reader@example.org\"")));
    }
    for (auto const* address :
        {"", "reader", "reader@", "a b@example.org", "a@example.org\r\nBcc: b@example.org"})
        EXPECT_EQ(ask("1", "", address).status, 422) << address;
    EXPECT_THAT(post.handed_over, IsEmpty());
}

TEST_F(RemindPages, SayThatThereIsNoVaultYet)
{
    EXPECT_THAT(body_of(ask("1")), HasSubstr("has not set up its vault"));
}

TEST_F(RemindPages, DoNotFillAMailbox)
{
    make_vault();
    for (int time = 0; time < 3; ++time)
        EXPECT_EQ(ask("1").status, 303);
    EXPECT_EQ(ask("1", "", "READER@example.org").status, 429);
    EXPECT_THAT(post.handed_over, SizeIs(3));
    newspaper.clock.advance(25LL * 3'600'000);
    EXPECT_EQ(ask("1").status, 303);
}

TEST_F(RemindPages, RefuseLinksOfOthers)
{
    make_vault();
    EXPECT_EQ(send(http::Method::get, "/remind/1.2.3/").status, 404);
    ask("1");
    auto changed = link();
    changed.replace(changed.find("/remind/1.") + 10, 1, "9");
    EXPECT_EQ(send(http::Method::post, changed).status, 404);
    EXPECT_EQ(rows("reminders"), 0);
}

} // namespace

} // namespace broadsheet::desk
