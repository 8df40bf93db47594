#include "admin/browser.h"
#include "db/transaction.h"
#include "http/client.h"
#include "staff/audit_log.h"
#include "support/contributions.h"
#include "support/settings.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto providers_path = "/admin/contributions/providers/";
constexpr auto amounts_path = "/admin/contributions/amounts/";
constexpr auto words_path = "/admin/contributions/words/";

class SupportSettingsPages : public testing::Test {
protected:
    SupportSettingsPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }

    support::ProviderSetup setup(std::string_view name)
    {
        return must(support::load_provider_setup(*connection_, *support::find_provider_kind(name)));
    }
    support::SupportSettings settings() { return must(support::load_support_settings(*connection_)); }
    staff::AuditLog::Entry last_entry()
    {
        return must(staff::AuditLog(*connection_, newsroom_.clock).list({})).front();
    }
    http::Response set_stripe(Browser::Fields changes)
    {
        for (auto const& [name, value] : {std::pair{"api_address", "http://127.0.0.1:1"},
                 {"checkout_address", "https://checkout.stripe.com"},
                 {"portal_address", "https://billing.stripe.com"}})
            if (std::ranges::find(changes, name, &Browser::Fields::value_type::first) == changes.end())
                changes.emplace_back(name, value);
        return browser_.post(std::string(providers_path) + "stripe/", changes);
    }
    // The form as the page has it, with some fields changed.
    Browser::Fields amounts(std::map<std::string, std::string> const& changes)
    {
        std::map<std::string, std::string> fields;
        for (auto const* code : {"EUR", "USD"})
            for (auto const* frequency : {"once", "monthly", "annual"})
                for (auto const& [name, value] : {std::pair{"minimum", "2"}, {"maximum", "500"},
                         {"suggested", "5 10 25,50"}, {"chosen", "10"}})
                    fields[std::string(name) + "_" + code + "_" + frequency] = value;
        for (auto const& [name, value] : changes)
            fields[name] = value;
        Browser::Fields all{{"code", "EUR"}, {"code", "USD"}};
        all.insert(all.end(), fields.begin(), fields.end());
        return all;
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(SupportSettingsPages, SayWhereWebhooksCannotCome)
{
    constexpr auto said = "Its webhooks cannot come there";
    auto const give_address = [&](std::string const& url) {
        must(newsroom::change(
            *connection_, newsroom_.clock, newsroom_.random, [&](newsroom::Change& change) -> Result<void> {
                auto settings = TRY(newsroom::load_settings(change.connection()));
                settings.url = url;
                return newsroom::save_settings(change, settings);
            }));
    };
    give_address("http://127.0.0.1:8080");
    EXPECT_THAT(body_of(browser_.get(providers_path)), Not(HasSubstr(said))) << "Stripe is off";
    set_stripe({{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_1"}, {"on", "1"}});
    EXPECT_THAT(body_of(browser_.get(providers_path)), HasSubstr(said));
    give_address("https://lantern.example");
    EXPECT_THAT(body_of(browser_.get(providers_path)), Not(HasSubstr(said)));
}

TEST_F(SupportSettingsPages, SetAWayToPayWhoseSecretsAreNeverShown)
{
    EXPECT_EQ(
        set_stripe({{"secret_key", " sk_test_canary "}, {"webhook_secret", "whsec_canary"}, {"on", "1"}})
            .status,
        303);
    EXPECT_TRUE(setup("stripe").is_on);
    EXPECT_EQ(setup("stripe").values["secret_key"], "sk_test_canary");
    EXPECT_EQ(last_entry().act, "support.provider.saved");
    EXPECT_EQ(last_entry().subject, "stripe");
    EXPECT_THAT(last_entry().detail, AllOf(HasSubstr("secret_key"), Not(HasSubstr("canary"))));
    EXPECT_THAT(body_of(browser_.get(providers_path)),
        AllOf(Not(HasSubstr("canary")), HasSubstr("<small>set</small>"),
            HasSubstr("/support/webhook/stripe/")));
    auto const refused = set_stripe({{"secret_key", "pk_canary"}, {"on", "1"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused),
        AllOf(HasSubstr("id=\"stripe_secret_key-error\""), HasSubstr("begin with sk_"),
            Not(HasSubstr("canary"))));
}

TEST_F(SupportSettingsPages, KeepReplaceAndRemoveASecret)
{
    set_stripe({{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_1"}, {"on", "1"}});
    EXPECT_EQ(set_stripe({{"secret_key", ""}, {"webhook_secret", "whsec_2"}, {"on", "1"}}).status, 303);
    EXPECT_EQ(setup("stripe").values["secret_key"], "sk_test_1");
    EXPECT_EQ(setup("stripe").values["webhook_secret"], "whsec_2");
    EXPECT_EQ(set_stripe({{"remove_secret_key", "1"}, {"on", "1"}}).status, 422) << "it cannot be on without";
    EXPECT_EQ(set_stripe({{"remove_secret_key", "1"}}).status, 303);
    EXPECT_EQ(setup("stripe").values["secret_key"], "");
    EXPECT_EQ(setup("stripe").values["webhook_secret"], "whsec_2");
    EXPECT_FALSE(setup("stripe").is_on);
}

TEST_F(SupportSettingsPages, SendNoSecretToAnotherAddressThanItWasTypedFor)
{
    set_stripe({{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_1"}, {"on", "1"}});
    auto const refused = set_stripe({{"api_address", "https://evil.example"}, {"on", "1"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("type it again"));
    EXPECT_EQ(setup("stripe").values["api_address"], "http://127.0.0.1:1");
    EXPECT_EQ(set_stripe({{"api_address", "https://api.example"}, {"secret_key", "sk_test_1"},
                             {"webhook_secret", "whsec_1"}, {"on", "1"}})
                  .status,
        303);
}

TEST_F(SupportSettingsPages, CheckAConnection)
{
    set_stripe({{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_1"}, {"on", "1"}});
    auto const checked = browser_.post(std::string(providers_path) + "stripe/check/", {});
    EXPECT_EQ(checked.status, 200);
    EXPECT_THAT(body_of(checked), HasSubstr("does not work"));
    EXPECT_EQ(browser_.post(std::string(providers_path) + "other/check/", {}).status, 404);
    EXPECT_EQ(browser_.post(std::string(providers_path) + "bank/check/", {}).status, 422) << "not set up";
}

TEST_F(SupportSettingsPages, SetTheNewspapersAccount)
{
    EXPECT_EQ(browser_
                  .post(std::string(providers_path) + "bank/",
                      {{"holder", "The Coast"}, {"iban", "DE89370400440532013001"}, {"currency", "EUR"},
                          {"on", "1"}})
                  .status,
        422);
    EXPECT_EQ(browser_
                  .post(std::string(providers_path) + "bank/",
                      {{"holder", "The Coast"}, {"iban", "DE89 3704 0044 0532 0130 00"}, {"currency", "EUR"},
                          {"on", "1"}})
                  .status,
        303);
    http::CurlClient client;
    support::Contributions const contributions(*connection_, {newsroom_.clock, newsroom_.random, client});
    EXPECT_EQ(must(contributions.providers()).size(), 1u);
}

TEST_F(SupportSettingsPages, SetAmountsPlacesAndCurrencies)
{
    EXPECT_EQ(browser_.post(amounts_path, amounts({{"place_EUR", "2"}, {"place_USD", "1"}})).status, 303);
    auto const offer = settings().offer;
    EXPECT_EQ(offer.currencies().front().code, "USD");
    auto const& monthly = offer.amounts(support::Frequency::monthly, must(support::find_currency("EUR")));
    EXPECT_EQ(monthly, (support::Amounts{200, 50'000, {500, 1'000, 2'550}, 1'000}));
    EXPECT_EQ(last_entry().act, "support.settings.saved");
    EXPECT_THAT(body_of(browser_.get(std::string(amounts_path) + "?add=jpy")),
        AllOf(HasSubstr("name=\"minimum_JPY_once\" value=\"\""), HasSubstr("value=\"5 10 25.50\"")));
    EXPECT_EQ(browser_.get(std::string(amounts_path) + "?add=XXX").status, 422);
    EXPECT_EQ(browser_.post(amounts_path, amounts({{"remove_USD", "1"}})).status, 303);
    EXPECT_EQ(settings().offer.currencies().size(), 1u);
    EXPECT_EQ(browser_.post(amounts_path, amounts({{"remove_USD", "1"}, {"remove_EUR", "1"}})).status, 422);
}

TEST_F(SupportSettingsPages, RefuseAmountsThatCannotBe)
{
    auto const before = settings();
    for (auto const& [name, value] :
        std::map<std::string, std::string>{{"minimum_EUR_once", "-2"}, {"minimum_EUR_monthly", "0"},
            {"maximum_USD_once", "1"}, {"maximum_USD_annual", "99999999999999"},
            {"suggested_EUR_once", "5 x"}, {"suggested_EUR_annual", "1"}, {"chosen_EUR_once", "7"},
            {"minimum_USD_once", "2.005"}, {"suggested_USD_once", "5 6 7 8 9 10 11 12 13"}}) {
        auto const refused = browser_.post(amounts_path, amounts({{name, value}}));
        EXPECT_EQ(refused.status, 422) << name;
        auto const key = name.substr(name.find('_') + 1);
        EXPECT_THAT(body_of(refused),
            AllOf(HasSubstr("id=\"" + key + "-error\""),
                HasSubstr("name=\"" + name + "\" value=\"" + value + "\"")));
    }
    EXPECT_EQ(browser_.post(amounts_path, {}).status, 422);
    EXPECT_EQ(settings(), before);
}

TEST_F(SupportSettingsPages, SetWordsByLanguage)
{
    EXPECT_EQ(browser_
                  .post(words_path,
                      {{"risk_notice_en", "Giving may be a crime.\r\nThink."}, {"privacy_en", ""},
                          {"privacy_link", "/privacy/"}})
                  .status,
        303);
    EXPECT_EQ(settings().risk_notice.at("en"), "Giving may be a crime.\nThink.");
    EXPECT_TRUE(settings().privacy.empty());
    EXPECT_THAT(body_of(browser_.get(words_path)), HasSubstr("Giving may be a crime."));
    auto const refused = browser_.post(words_path, {{"privacy_link", "//evil.example"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("id=\"privacy_link-error\""));
    EXPECT_THAT(body_of(browser_.post(words_path, {{"privacy_en", std::string(4'001, 'x')}})),
        HasSubstr("id=\"privacy-error\""));
    EXPECT_EQ(settings().privacy_link, "/privacy/");
}

TEST_F(SupportSettingsPages, AreClosedToEditors)
{
    newsroom_.add(staff::Role::editor);
    Browser editor(newsroom_);
    editor.sign_in("editor");
    for (auto const* path : {providers_path, amounts_path, words_path})
        EXPECT_EQ(editor.get(path).status, 403) << path;
}

} // namespace

} // namespace broadsheet::admin
