// Contributing at the desk, from the amount to the receipt, and a supporter's own page.
#include "base/encoding.h"
#include "db/transaction.h"
#include "desk/answers.h"
#include "desk/handler.h"
#include "site/newspaper.h"
#include "site/theme.h"
#include "support/contributions.h"
#include "support/fake_client.h"
#include "support/fake_post.h"
#include "support/providers/bank/reference.h"
#include "support/providers/demonstration/demonstration.h"
#include "support/supporter_mail.h"
#include "support/thanks.h"
#include "vault/ceremony.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::desk {

namespace {

using support::Ledger;
using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class SupportDesk : public testing::Test {
protected:
    SupportDesk()
    {
        write([&]() -> Result<void> {
            return support::save_provider_setup(
                *paper_.lease, *support::find_provider_kind("demonstration"), {true, {}});
        });
    }

    void write(std::function<Result<void>()> const& body)
    {
        auto const written = db::transaction(*paper_.lease, db::Access::write, body);
        ASSERT_TRUE(written.ok()) << written.error().message;
    }
    http::Response get(std::string const& target)
    {
        return handler_->handle(must(http::make_request(http::Method::get, target)));
    }
    http::Response post(std::string const& target, std::string body = "")
    {
        return handler_->handle(must(http::make_request(http::Method::post, target, std::move(body))));
    }
    // Returns the first link behind some text, from the page at `path`.
    static std::string between(std::string const& text, std::string_view before, char after)
    {
        auto const start = text.find(before);
        EXPECT_NE(start, std::string::npos) << before << " is not in " << text;
        if (start == std::string::npos)
            return "";
        auto const from = start + before.size();
        return text.substr(from, text.find(after, from) - from);
    }

    std::string pay_form(std::string_view frequency, std::string_view amount, std::string_view more = "")
    {
        return fmt::format(
            "frequency={}&currency=EUR&own={}&form=f1&provider=demonstration{}", frequency, amount, more);
    }
    // Sends the form and returns the path of the demonstration's page.
    std::string begin(std::string_view frequency, std::string_view amount, std::string_view more = "")
    {
        auto const answer = post("/support/pay/", pay_form(frequency, amount, more));
        EXPECT_EQ(answer.status, 303) << body_of(answer);
        EXPECT_THAT(location_of(answer), StartsWith("/support/demonstration/"));
        return location_of(answer);
    }
    // Presses a button of the demonstration's page, as that page now is.
    std::string press(std::string const& path, std::string_view button)
    {
        auto const lines = between(body_of(get(path)), "name=\"lines\" value=\"", '"');
        return location_of(post(path, fmt::format("press={}&lines={}", button, lines)));
    }
    std::vector<support::Entry> entries() { return must(Ledger(*paper_.lease).before(0, 100)); }
    std::string manage_path()
    {
        auto const pledge = must(contributions().pledges().find_number(entries().front().pledge));
        return "/support/manage/"
            + support::signed_link(
                support::LinkPurpose::manage, pledge.id, must(support::load_link_secret(*paper_.lease)))
            + "/";
    }
    support::Contributions contributions() { return {*paper_.lease, {paper_.clock, paper_.random, client_}}; }

    test::Newspaper paper_;
    site::Site site_{*paper_.database, paper_.clock, must(site::Theme::built_in())};
    test::FakePost post_;
    test::FakeClient client_;
    vault::Custody custody_;
    newsletter::FloodGate gate_{paper_.clock, paper_.random};
    support::Letters letters_ = must(support::Letters::load());
    support::ReminderLetters reminder_letters_ = must(support::ReminderLetters::load());
    newsletter::LinkCounter links_;
    std::unique_ptr<DeskHandler> handler_ = must(DeskHandler::make({*paper_.database, paper_.clock,
        paper_.random, site_, post_, custody_, gate_, client_, letters_, reminder_letters_, links_}));
};

TEST_F(SupportDesk, GoesFromTheAmountToTheReceipt)
{
    EXPECT_THAT(body_of(get("/support/?appeal=spring&variant=b")),
        AllOf(HasSubstr("Monthly"), HasSubstr("name=\"appeal\" value=\"spring\""), HasSubstr("USD")));
    auto const methods
        = get("/support/pay/?frequency=once&currency=EUR&amount_once=10&appeal=spring&variant=b");
    EXPECT_EQ(methods.status, 200);
    EXPECT_THAT(body_of(methods), AllOf(HasSubstr("€10"), HasSubstr("value=\"demonstration\"")));
    EXPECT_TRUE(entries().empty()) << "nothing is kept of what was only chosen";

    auto const hosted = begin("once", "10", "&appeal=spring&variant=b");
    auto const thanks = press(hosted, "pay");
    EXPECT_THAT(thanks, StartsWith("/support/thanks/"));
    auto const page = body_of(get(thanks));
    EXPECT_THAT(page, HasSubstr("You have given €10"));
    auto const code = between(page, "<code dir=\"ltr\">", '<');
    auto const receipt = get("/support/receipt/" + code + "/");
    EXPECT_THAT(body_of(receipt), AllOf(HasSubstr("€10"), HasSubstr("20 May 2024")));
    EXPECT_EQ(get("/support/receipt/0000-0000-0000-0000/").status, 404);

    for (auto const* refused : {"nonsense", "a..b%40reader.example", "%22a%40reader.example"})
        EXPECT_EQ(post(thanks, fmt::format("address={}", refused)).status, 422) << refused;
    EXPECT_TRUE(post_.handed_over.empty());
    EXPECT_EQ(location_of(post(thanks, "address=ana%40reader.example")), thanks + "?sent=1");
    ASSERT_EQ(post_.handed_over.size(), 1U);
    EXPECT_EQ(post_.handed_over.back().to, "ana@reader.example");
    EXPECT_THAT(post_.handed_over.back().text,
        AllOf(HasSubstr("€10"), HasSubstr("https://lantern.example/support/receipt/" + code + "/")));
    auto const pledge = must(contributions().pledges().find_number(entries().front().pledge));
    EXPECT_EQ(pledge.appeal, "spring");
    EXPECT_EQ(pledge.variant, "b");
    EXPECT_EQ(pledge.receipt_to, "");
}

TEST_F(SupportDesk, TakesTheAmountThatAnAppealSuggestsAsChosen)
{
    auto const page = body_of(get("/support/?currency=EUR&frequency=monthly&amount_monthly=7&appeal=spring"));
    EXPECT_THAT(page, testing::ContainsRegex("value=\"7\"[^>]* checked"));

    EXPECT_THAT(body_of(get("/support/?currency=EUR&frequency=monthly&amount_monthly=99999")),
        Not(HasSubstr("value=\"99999\"")))
        << "what cannot be given is not offered";
}

TEST_F(SupportDesk, SaysWhatIsNotOfferedAndChangesNothingInSilence)
{
    for (auto const* path : {"/support/", "/support/pay/"}) {
        auto const currency = get(fmt::format("{}?currency=XXX&frequency=once&own=5", path));
        EXPECT_EQ(currency.status, 422) << path;
        EXPECT_THAT(body_of(currency),
            AllOf(HasSubstr("This currency is not offered"), Not(HasSubstr("value=\"demonstration\"")),
                Not(HasSubstr("value=\"5\" maxlength"))));
        auto const frequency = get(fmt::format("{}?currency=EUR&frequency=weekly&own=5", path));
        EXPECT_EQ(frequency.status, 422) << path;
        EXPECT_THAT(body_of(frequency), HasSubstr("Choose how often."));
    }
    EXPECT_EQ(post("/support/pay/", pay_form("weekly", "5")).status, 422);
    EXPECT_TRUE(entries().empty());
}

TEST_F(SupportDesk, KeepsWhatWasChosenBesideAnAmountThatCannotBeRead)
{
    auto const page = get("/support/pay/?currency=EUR&frequency=monthly&amount_monthly=10&own=1,000");
    EXPECT_EQ(page.status, 422);
    EXPECT_THAT(body_of(page),
        AllOf(HasSubstr("a thousand or one"), testing::ContainsRegex("value=\"10\"[^>]* checked")));
    EXPECT_THAT(body_of(get("/support/pay/?currency=EUR&frequency=monthly&own=7%E2%82%AC")), HasSubstr("€7"));
}

// The browser keeps the page, and with it the form that names the contribution.
TEST_F(SupportDesk, LetsTheBrowserKeepThePageThatItComesBackTo)
{
    auto const of = [](http::Response const& response) {
        for (auto const& header : response.headers)
            if (header.name == "Cache-Control")
                return header.value;
        return std::string();
    };
    EXPECT_EQ(of(get("/support/pay/?currency=EUR&frequency=monthly&own=5")), "private, max-age=0");
    EXPECT_EQ(of(post("/support/pay/", pay_form("monthly", "x"))), "no-store") << "it holds what was typed";
    EXPECT_EQ(of(get("/support/thanks/x/")), "no-store");
}

TEST_F(SupportDesk, SaysOnThePageOfThanksWhatTheReceiptSays)
{
    auto const thanks = press(begin("monthly", "10"), "pay");
    must(contributions().change_amount(must(contributions().pledges().find_number(1)), 750));
    EXPECT_THAT(body_of(get(thanks)),
        AllOf(HasSubstr("You have given €10."), HasSubstr("Your contribution is €7.50 a month now.")));
}

class TransferDesk : public SupportDesk {
protected:
    TransferDesk()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), paper_.random, {1, 8192}));
        write([&]() -> Result<void> {
            TRY(ceremony.save(*paper_.lease, paper_.clock));
            return support::save_provider_setup(*paper_.lease, *support::find_provider_kind("bank"),
                {true,
                    {{"holder", "The Lantern"}, {"iban", "DE89370400440532013000"}, {"bic", ""}, {"bank", ""},
                        {"currency", "EUR"}}});
        });
        transfer_ = location_of(post("/support/pay/",
            "frequency=monthly&currency=EUR&own=5&form=f1&provider=bank&address=ana%40reader.example"));
        thanks_ = "/support/thanks/" + between(transfer_, "/support/transfer/", '/') + "/";
    }
    support::Pledge pledge() { return must(contributions().pledges().find_number(1)); }

    std::string transfer_;
    std::string thanks_;
};

TEST_F(TransferDesk, MailsWhereTheMoneyGoesAndKeepsItInReach)
{
    EXPECT_THAT(transfer_, testing::EndsWith("?mailed=1"));
    ASSERT_EQ(post_.handed_over.size(), 1U);
    EXPECT_EQ(post_.handed_over[0].to, "ana@reader.example");
    EXPECT_THAT(post_.handed_over[0].text,
        AllOf(HasSubstr("The Lantern"), HasSubstr("DE89 3704 0044 0532 0130 00"),
            HasSubstr(support::spaced_reference(pledge().reference)), HasSubstr(thanks_)));
    auto const page = body_of(get(transfer_));
    EXPECT_THAT(page, AllOf(HasSubstr("DE89 3704"), HasSubstr("also come by mail")));
    EXPECT_THAT(body_of(get(thanks_)),
        AllOf(HasSubstr(between(transfer_, "", '?')), HasSubstr("/forget/"), HasSubstr("/withdraw/")));
}

TEST_F(TransferDesk, LetsAReaderSayThatNothingWillCome)
{
    EXPECT_EQ(location_of(post(thanks_ + "withdraw/")), thanks_);
    EXPECT_EQ(pledge().status, support::Status::cancelled);
    EXPECT_EQ(pledge().receipt_to, "") << "what names somebody is of no use any more";
    EXPECT_THAT(body_of(get(manage_path() + "?notice=cancelled")),
        AllOf(HasSubstr("standing order at your bank"), Not(HasSubstr("nothing more will be taken"))));
    EXPECT_THAT(body_of(get(thanks_)),
        AllOf(HasSubstr("Nothing more is expected"), Not(HasSubstr("You have given")),
            Not(HasSubstr("data-given"))));
}

TEST_F(SupportDesk, CountsOncePressedTwice)
{
    auto const hosted = begin("once", "10");
    auto const stale = "press=pay&lines=0";
    post(hosted, stale);
    post(hosted, stale);
    EXPECT_EQ(entries().size(), 2U) << "the pledge and one payment";
    EXPECT_THAT(location_of(post("/support/pay/", pay_form("once", "10"))), StartsWith("/support/thanks/"));
    EXPECT_EQ(entries().size(), 2U);
}

TEST_F(SupportDesk, SendsAReceiptOnlySoOften)
{
    auto const thanks = press(begin("once", "10"), "pay");
    for (int times = 0; times < 3; ++times)
        EXPECT_EQ(post(thanks, "address=ana%40reader.example").status, 303);
    auto const refused = post(thanks, "address=ana%40reader.example");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("Too many mails were asked for"));
    for (int reader = 0; reader < 50; ++reader)
        post(thanks, fmt::format("address=r{}%40reader.example", reader));
    EXPECT_LT(post_.handed_over.size(), 12U) << "the newspaper's mail is no tool to write to strangers with";
}

TEST_F(SupportDesk, BeginsOnlySoManyFromOnePlace)
{
    http::Response answer;
    for (int form = 0; form < 101; ++form)
        answer = post("/support/pay/",
            fmt::format("frequency=once&currency=EUR&own=5&form=f{}&provider=demonstration", form));
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(body_of(answer), HasSubstr("try again in an hour"));
    EXPECT_EQ(entries().size(), 100U);
}

TEST_F(SupportDesk, AsksAProviderThatFailedUnderAnotherName)
{
    write([&]() -> Result<void> {
        auto const& kind = *support::find_provider_kind("stripe");
        auto setup = TRY(support::load_provider_setup(*paper_.lease, kind));
        setup.is_on = true;
        setup.values["secret_key"] = "sk_test_1";
        setup.values["webhook_secret"] = "whsec_1";
        return support::save_provider_setup(*paper_.lease, kind, setup);
    });
    client_.answer_with([](auto const&) { return http::ClientResponse{500, {}, "{}"}; });
    auto const form = [](std::string_view name) {
        return fmt::format("frequency=once&currency=EUR&own=5&form={}&provider=stripe", name);
    };
    auto const page = post("/support/pay/", form("f1"));
    EXPECT_THAT(body_of(page), HasSubstr("Nothing was paid"));
    post("/support/pay/", form(between(body_of(page), "name=\"form\" value=\"", '"')));
    std::vector<std::string> names;
    for (auto const& request : client_.requests())
        for (auto const& [name, value] : request.headers)
            if (name == "Idempotency-Key")
                names.push_back(value);
    ASSERT_EQ(names.size(), 2U);
    EXPECT_NE(names[0], names[1]) << "what failed is answered again for a day";
}

TEST_F(SupportDesk, DemonstratesNothingOnceItIsOff)
{
    auto const hosted = begin("monthly", "5");
    EXPECT_EQ(get(hosted).status, 200);
    write([&]() -> Result<void> {
        return support::save_provider_setup(
            *paper_.lease, *support::find_provider_kind("demonstration"), {false, {}});
    });
    EXPECT_EQ(get(hosted).status, 404);
    EXPECT_EQ(post(hosted, "press=pay&lines=0").status, 404);
    EXPECT_EQ(entries().size(), 1U) << "the pledge alone";
}

TEST_F(SupportDesk, SaysThatItHasEndedOnlyOnceItHas)
{
    auto const hosted = begin("monthly", "5");
    auto const manage = manage_path();
    post(manage + "cancel/");
    EXPECT_THAT(body_of(get(manage + "?notice=cancelled")),
        AllOf(HasSubstr("could not be ended"), Not(HasSubstr("nothing more will be taken"))));
    // Paid, and the provider's word of it got lost.
    auto const pledge = must(contributions().pledges().find_number(entries().front().pledge));
    write([&] {
        return support::demonstrate(*paper_.lease, paper_.clock, pledge, support::Demonstrated::paid, 0);
    });
    EXPECT_EQ(location_of(post(manage + "cancel/")), manage + "?notice=cancelled");
    EXPECT_EQ(must(contributions().pledges().find(pledge.id)).status, support::Status::cancelled);
    EXPECT_THAT(body_of(get(manage + "?notice=cancelled")), HasSubstr("nothing more will be taken"));
}

TEST_F(SupportDesk, RefusesInPlace)
{
    for (auto const* target :
        {"/support/pay/?frequency=once&currency=EUR", "/support/pay/?frequency=once&currency=EUR&own=1",
            "/support/pay/?frequency=once&currency=EUR&own=-5",
            "/support/pay/?frequency=once&currency=EUR&own=99999999999999"})
        EXPECT_EQ(get(target).status, 422) << target;
    EXPECT_THAT(body_of(get("/support/pay/?frequency=once&currency=EUR&own=%3Cb%3E")),
        AllOf(HasSubstr("id=\"own-wrong\""), HasSubstr("&lt;b&gt;"), Not(HasSubstr("<b>"))));
    EXPECT_EQ(
        post("/support/pay/", "frequency=once&currency=JPY&own=500&form=f&provider=demonstration").status,
        422);
    EXPECT_EQ(post("/support/pay/", "frequency=once&currency=EUR&own=5&form=f&provider=nobody").status, 422);
    EXPECT_EQ(post("/support/pay/", "").status, 422);
    EXPECT_TRUE(entries().empty());
    for (auto const* link :
        {"/support/thanks/x/", "/support/manage/000000000000000000000000-AAAAAAAAAAAAAAAAAAAAAA/",
            "/support/demonstration/x/", "/support/transfer/x/"})
        EXPECT_EQ(get(link).status, 404) << link;
    EXPECT_EQ(post("/support/webhook/stripe/", "{}").status, 400) << "not set up";
    EXPECT_EQ(post("/support/webhook/nobody/", "{}").status, 404);
}

TEST_F(SupportDesk, LetsASupporterSeeChangeAndCancel)
{
    auto const hosted = begin("monthly", "5");
    press(hosted, "pay");
    auto const manage = manage_path();
    EXPECT_THAT(body_of(get(manage)), AllOf(HasSubstr("€5 a month"), HasSubstr("20 June 2024")));
    press(hosted, "decline");
    EXPECT_THAT(body_of(get(manage)), HasSubstr("did not go through"));
    press(hosted, "pay");
    EXPECT_EQ(post(manage, "amount=1").status, 422);
    EXPECT_EQ(location_of(post(manage, "amount=7,50")), manage + "?notice=changed");
    EXPECT_THAT(body_of(get(manage)), HasSubstr("€7.50 a month"));
    EXPECT_EQ(location_of(post(manage + "cancel/")), manage + "?notice=cancelled");
    EXPECT_THAT(body_of(get(manage)), AllOf(HasSubstr("has ended"), Not(HasSubstr("End this contribution"))));
    EXPECT_EQ(post(manage + "cancel/").status, 303) << "pressed twice";
}

TEST_F(SupportDesk, WritesToASealedAddressOnceTheVaultIsOpen)
{
    auto const ceremony = must(vault::Ceremony::first(
        must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), paper_.random, {1, 8192}));
    write([&] { return ceremony.save(*paper_.lease, paper_.clock); });
    auto const hosted = begin("monthly", "5", "&name=Ana&address=ana%40reader.example");
    press(hosted, "pay");
    press(hosted, "decline");
    auto const pledge = must(contributions().pledges().find_number(entries().front().pledge));
    EXPECT_EQ(pledge.name, "") << "nobody may see it";
    auto rows
        = must(paper_.lease->query("SELECT payload FROM jobs WHERE kind = 'support.letter' ORDER BY id"));
    std::vector<std::string> payloads;
    while (must(rows.next()))
        payloads.push_back(rows.string(0));
    ASSERT_EQ(payloads.size(), 2U);
    for (auto const& payload : payloads) {
        auto const written = support::write_to_supporter(*paper_.lease,
            {paper_.clock, paper_.random, client_}, ceremony.keys(), letters_, post_, std::stoll(payload));
        ASSERT_TRUE(written.ok()) << written.error().message;
    }
    ASSERT_EQ(post_.sent.size(), 2U);
    auto const& texts = post_.sent;
    EXPECT_EQ(texts[0].to, "ana@reader.example");
    EXPECT_THAT(texts[0].text + texts[1].text,
        AllOf(HasSubstr("Receipt:"), HasSubstr("could not be made"),
            HasSubstr("https://lantern.example" + manage_path())));

    auto const forget = between(body_of(get(manage_path())), "/support/thanks/", '"');
    auto const thanks = location_of(post("/support/thanks/" + forget));
    EXPECT_THAT(thanks, testing::EndsWith("?forgotten=1"));
    EXPECT_THAT(
        body_of(get(thanks)), AllOf(HasSubstr("Your address is deleted"), Not(HasSubstr("/forget/"))));
    EXPECT_EQ(must(contributions().pledges().find(pledge.id)).receipt_to, "");
    auto addresses = must(paper_.lease->query("SELECT count(*) FROM vault_records"));
    must(addresses.next());
    EXPECT_EQ(addresses.integer(0), 0);
}

TEST_F(SupportDesk, ThanksByNameOnlyWhereThatIsOnAndOnlyWhoAgreed)
{
    auto const ceremony = must(vault::Ceremony::first(
        must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), paper_.random, {1, 8192}));
    write([&] { return ceremony.save(*paper_.lease, paper_.clock); });
    auto const form = "/support/pay/?frequency=once&currency=EUR&own=5";
    EXPECT_EQ(get("/support/names/").status, 404);
    EXPECT_THAT(body_of(get(form)), Not(HasSubstr("name=\"named\"")));
    write([&] { return support::save_thanks_page(*paper_.lease, {true, {}}); });
    EXPECT_THAT(body_of(get(form)), HasSubstr("name=\"named\""));
    EXPECT_THAT(body_of(get("/support/names/")), HasSubstr("Nobody stands here yet."));

    auto const thanks = press(begin("monthly", "5", "&name=Ana+%3Cb%3E&named=1"), "pay");
    auto const pledge = must(contributions().pledges().find_number(entries().front().pledge));
    EXPECT_THAT(body_of(get("/support/names/")), Not(HasSubstr("Ana"))) << "no editor has chosen it";
    write([&] { return support::save_thanks_page(*paper_.lease, {true, {{pledge.id, "Ana <b>"}}}); });
    EXPECT_THAT(
        body_of(get("/ru/support/names/")), AllOf(HasSubstr("Ana &lt;b&gt;"), HasSubstr("Нас поддерживают")));

    EXPECT_THAT(body_of(get(manage_path())), HasSubstr("/unname/\""));
    EXPECT_EQ(location_of(post(thanks + "unname/")), thanks + "?unnamed=1");
    EXPECT_THAT(body_of(get(thanks + "?unnamed=1")),
        AllOf(HasSubstr("Your name is deleted."), Not(HasSubstr("/unname/\""))));
    EXPECT_THAT(body_of(get("/support/names/")), Not(HasSubstr("Ana")));
    EXPECT_EQ(post("/support/thanks/x/unname/").status, 404);
}

TEST_F(SupportDesk, WarnsBeforeItAsks)
{
    write([&]() -> Result<void> {
        support::SupportSettings settings;
        settings.risk_notice
            = {{"en", "Giving is a crime in Karvelia."}, {"ru", "В Карвелии это преступление."}};
        settings.privacy = {{"en", "We keep little."}};
        settings.privacy_link = "/privacy/";
        return support::save_support_settings(*paper_.lease, settings);
    });
    auto const page = body_of(get("/support/"));
    EXPECT_LT(page.find("Giving is a crime in Karvelia."), page.find("<form method=\"get\" action"));
    EXPECT_THAT(body_of(get("/ru/support/")), HasSubstr("В Карвелии это преступление."));
    EXPECT_THAT(body_of(get("/support/pay/?frequency=once&currency=EUR&own=5")),
        AllOf(HasSubstr("We keep little."), HasSubstr("privacy/")));
}

TEST_F(SupportDesk, SpeaksTheNewspapersLanguages)
{
    EXPECT_THAT(body_of(get("/ru/support/")), AllOf(HasSubstr("Каждый месяц"), HasSubstr("Продолжить")));
    EXPECT_THAT(body_of(get("/ar/support/")), AllOf(HasSubstr("شهريًا"), HasSubstr("dir=\"rtl\"")));
    auto const answer = post("/ru/support/pay/", pay_form("monthly", "5"));
    auto const location = location_of(answer);
    EXPECT_THAT(location, StartsWith("/ru/support/demonstration/"));
    EXPECT_THAT(body_of(get(location)), HasSubstr("5\u00a0€ в месяц"));
}

} // namespace

} // namespace broadsheet::desk
