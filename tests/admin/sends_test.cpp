// Who did not get an issue: counts for all who may see it, addresses for who may open the vault.
#include "newsletter/delivery/sends.h"

#include "admin/browser.h"
#include "newsletter/subscriptions.h"
#include "newsletter/welcome.h"
#include "newsroom/newsletters.h"
#include "staff/audit_log.h"
#include "staff/sessions.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsletter::Sends;
using test::must;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto address = "reader.of.ours@example.org";

// A send that one reader did not get.
class SendPages : public testing::Test {
protected:
    template <typename Body>
    auto write(Body&& body)
    {
        return db::transaction(*connection_, db::Access::write, std::forward<Body>(body));
    }
    SendPages()
    {
        newsroom_.add(staff::Role::administrator);
        newsroom_.add(staff::Role::editor);
        auto const ceremony = must(
            vault::Ceremony::first(must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")),
                newsroom_.random, {1, 8192}));
        must(write([&] { return ceremony.save(*connection_, newsroom_.clock); }));
        newsroom_.custody.unlock(ceremony.keys());
        newsletter_ = make_newsletter();
        send_ = std::to_string(must(write([&] { return begin(ceremony.keys()); })));
    }

    std::string make_newsletter()
    {
        newsroom::Newsletter weekly;
        weekly.slug = "weekly";
        weekly.language = "en";
        weekly.status = newsroom::Newsletter::Status::open;
        weekly.name = "The Weekly";
        weekly.sender_address = "letters@coast.example";
        return must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random,
            [&](newsroom::Change& change) { return newsroom::Newsletters::save(change, weekly); }));
    }
    Result<std::int64_t> begin(vault::Keys const& keys)
    {
        newsletter::Subscriptions subscriptions(*connection_, newsroom_.clock, newsroom_.random);
        newsletter::Subscriptions::Brought reader;
        reader.address = address;
        reader.newsletter = newsletter_;
        reader.language = "en";
        TRY(subscriptions.bring(keys, reader));
        auto const send = TRY(Sends(*connection_, newsroom_.clock).begin(newsletter_, "issue"));
        TRY(connection_->execute(
            "INSERT INTO deliveries (send, subscription, status, attempts, code, reason) "
            "SELECT $1, number, 'refused', 1, 552, '5.2.2' FROM subscriptions",
            {send}));
        return send;
    }
    std::string page(std::string const& below)
    {
        return body_of(browser_.get("/admin/sends/" + send_ + "/" + below));
    }
    std::string status()
    {
        auto rows = must(connection_->query("SELECT status FROM deliveries"));
        must(rows.next());
        return rows.string(0);
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
    std::string newsletter_;
    std::string send_;
};

TEST_F(SendPages, TellAnEditorHowManyAndWhy)
{
    browser_.sign_in("editor");
    auto const missed = page("missed/");
    EXPECT_THAT(missed, HasSubstr("the mailbox is full"));
    EXPECT_THAT(missed, HasSubstr("552 5.2.2"));
    EXPECT_THAT(missed, Not(HasSubstr(address)));
    auto const readers = page("refused/");
    EXPECT_THAT(readers, Not(HasSubstr(address)));
    EXPECT_THAT(readers, Not(HasSubstr("/addresses/"))) << "not offered to who may not";
    EXPECT_EQ(browser_.get("/admin/sends/" + send_ + "/refused/addresses/").status, 403);
}

TEST_F(SendPages, ShowAddressesToWhoHoldsTheVaultAndTellTheLog)
{
    browser_.sign_in("administrator");
    EXPECT_THAT(page("refused/"), HasSubstr("/refused/addresses/"));
    EXPECT_THAT(page("refused/addresses/"), HasSubstr(address));
    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "send.addresses_read");

    newsroom_.custody.lock();
    EXPECT_THAT(page("refused/addresses/"), Not(HasSubstr(address)));
    EXPECT_THAT(page("refused/"), HasSubstr("/admin/vault/"));
    EXPECT_THAT(page("refused/"), Not(HasSubstr("/refused/addresses/")));
}

TEST_F(SendPages, CountDomainsForWhoHoldsTheVaultWithoutAnAddress)
{
    browser_.sign_in("editor");
    EXPECT_THAT(page("refused/"), Not(HasSubstr("/domains/")));
    EXPECT_EQ(browser_.get("/admin/sends/" + send_ + "/refused/domains/").status, 403);
    browser_.sign_in("administrator");
    EXPECT_THAT(page("refused/"), HasSubstr("/refused/domains/"));
    for (auto const* none : {"/nonsense/", "/nonsense/domains/", "/nonsense/addresses/"})
        EXPECT_EQ(browser_.get("/admin/sends/" + send_ + none).status, 404) << none;
    auto const domains = page("refused/domains/");
    EXPECT_THAT(domains, HasSubstr("example.org"));
    EXPECT_THAT(domains, HasSubstr("the mailbox is full"));
    EXPECT_THAT(domains, HasSubstr("552 5.2.2"));
    EXPECT_THAT(domains, Not(HasSubstr("reader.of.ours")));
    EXPECT_EQ(must(staff::AuditLog(*connection_, newsroom_.clock).list({}))[0].act, "send.domains_read");

    newsroom_.custody.lock();
    EXPECT_THAT(page("refused/domains/"),
        testing::AllOf(HasSubstr("The vault is locked"), Not(HasSubstr("example.org"))));
}

TEST_F(SendPages, AskAgainWhoItIsBeforeAddressesAreShown)
{
    browser_.sign_in("administrator");
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    auto const answer = browser_.get("/admin/sends/" + send_ + "/refused/addresses/");
    EXPECT_THAT(header_of(answer, "Location"), StartsWith("/admin/confirm/?next=/admin/sends/"));
}

TEST_F(SendPages, TryAgain)
{
    browser_.sign_in("editor");
    EXPECT_EQ(browser_.post("/admin/sends/" + send_ + "/deliver/", {{"act", "retry"}}).status, 303);
    EXPECT_EQ(status(), "queued");
}

TEST_F(SendPages, AskAgainWhoItIsBeforeReadersAreMailedAndNotBeforeThatStops)
{
    browser_.sign_in("editor");
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    for (auto const* what : {"retry", "now", "again", "resume"}) {
        EXPECT_THAT(
            header_of(browser_.post("/admin/sends/" + send_ + "/deliver/", {{"act", what}}), "Location"),
            StartsWith("/admin/confirm/"))
            << what;
        EXPECT_EQ(browser_.post("/admin/sends/" + send_ + "/", {{"act", what}}).status, 422) << what;
    }
    EXPECT_EQ(status(), "refused");
    EXPECT_THAT(header_of(browser_.post("/admin/sends/" + send_ + "/", {{"act", "pause"}}), "Location"),
        StartsWith("/admin/sends/"));
    EXPECT_THAT(page(""), HasSubstr("value=\"resume\""));
}

TEST_F(SendPages, EndOnlyWhatWasAskedTwiceAndThenOfferNothingThatCannotBeDone)
{
    browser_.sign_in("editor");
    EXPECT_THAT(page(""), HasSubstr("<details><summary>Send it to nobody else</summary>"));
    EXPECT_EQ(browser_.post("/admin/sends/" + send_ + "/", {{"act", "cancel"}}).status, 303);
    for (auto const* where : {"", "missed/", "refused/"})
        for (auto const* what : {"now", "retry", "again", "resume", "dead"})
            EXPECT_THAT(page(where), Not(HasSubstr(std::string("value=\"") + what + "\""))) << where;
    EXPECT_EQ(browser_.post("/admin/sends/" + send_ + "/deliver/", {{"act", "now"}}).status, 422);
}

TEST_F(SendPages, NameAWelcomeLetterAndOfferNoEnd)
{
    auto const weekly = must(newsroom::Newsletters(*connection_).by_id(newsletter_));
    must(write([&] {
        return newsletter::save_welcome(*connection_, weekly, {true, "Welcome aboard", "<p>Hello.</p>"});
    }));
    must(write([&] { return newsletter::greet(*connection_, newsroom_.clock, newsletter_, 1); }));
    browser_.sign_in("editor");
    EXPECT_THAT(body_of(browser_.get("/admin/sends/")), HasSubstr("Welcome letter · The Weekly"));
    auto const welcome
        = must(Sends(*connection_, newsroom_.clock).of_issue(newsletter::welcome_id(newsletter_)));
    EXPECT_THAT(body_of(browser_.get("/admin/sends/" + std::to_string(welcome->number) + "/")),
        Not(HasSubstr("value=\"cancel\"")));
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + newsletter::welcome_id(newsletter_) + "/preview/")),
        HasSubstr("Welcome aboard"));
}

} // namespace

} // namespace broadsheet::admin
