#include "admin/browser.h"
#include "db/transaction.h"
#include "http/client.h"
#include "support/contributions.h"
#include "support/providers/demonstration/demonstration.h"
#include "support/thanks.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto page_path = "/admin/thanks/";

class ThanksPages : public testing::Test {
protected:
    ThanksPages()
    {
        newsroom_.add(staff::Role::editor);
        browser_.sign_in("editor");
        auto const ceremony = must(
            vault::Ceremony::first(must(vault::Secret::copy_of("ferry granite moss lantern orbit velvet")),
                newsroom_.random, {1, 8192}));
        write([&] { return ceremony.save(*connection_, newsroom_.clock); });
        newsroom_.custody.unlock(ceremony.keys());
        write([&] {
            return support::save_provider_setup(
                *connection_, *support::find_provider_kind("demonstration"), {true, {}});
        });
    }

    template <typename Body>
    void write(Body&& body)
    {
        must(db::transaction(*connection_, db::Access::write, body));
    }
    std::string give(std::string const& name)
    {
        support::Contributions contributions(*connection_, {newsroom_.clock, newsroom_.random, client_});
        support::Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.currency = must(support::find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.name = name;
        wish.may_be_named = true;
        wish.form = name;
        auto const pledge
            = must(contributions.begin(wish, [](auto const&) { return support::WayBack(); })).pledge;
        write([&] {
            return support::demonstrate(
                *connection_, newsroom_.clock, pledge, support::Demonstrated::paid, 0);
        });
        must(contributions.look(pledge));
        return pledge.id;
    }
    support::ThanksPage page() { return must(support::load_thanks_page(*connection_)); }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    http::CurlClient client_;
    Browser browser_{newsroom_};
};

TEST_F(ThanksPages, LetAnEditorChooseWhoStandsThere)
{
    auto const ana = give("Ana <i>"), boris = give("Boris");
    EXPECT_THAT(body_of(browser_.get(page_path)),
        AllOf(
            HasSubstr("Ana &lt;i&gt;"), HasSubstr("Boris"), Not(HasSubstr("value=\"" + ana + "\" checked"))));
    EXPECT_FALSE(page().is_on);
    EXPECT_EQ(
        browser_.post(page_path, {{"on", "1"}, {"listed", ana}, {"listed", boris}, {"shown", ana}}).status,
        303);
    EXPECT_TRUE(page().is_on);
    EXPECT_TRUE(page().shows(ana));
    EXPECT_FALSE(page().shows(boris));
    EXPECT_EQ(browser_.post(page_path, {{"listed", ana}, {"listed", boris}, {"shown", boris}}).status, 303);
    EXPECT_FALSE(page().is_on);
    EXPECT_FALSE(page().shows(ana));
    EXPECT_TRUE(page().shows(boris));
}

TEST_F(ThanksPages, TakeNoNameThatNobodyGave)
{
    EXPECT_EQ(browser_.post(page_path, {{"on", "1"}, {"shown", "0123456789abcdef01234567"}}).status, 303);
    EXPECT_TRUE(page().names.empty());
}

TEST_F(ThanksPages, KeepThoseShownWhileTheVaultIsLocked)
{
    auto const ana = give("Ana");
    browser_.post(page_path, {{"on", "1"}, {"listed", ana}, {"shown", ana}});
    give("Boris");
    newsroom_.custody.lock();
    EXPECT_THAT(body_of(browser_.get(page_path)),
        AllOf(HasSubstr("The vault is locked"), HasSubstr("Ana"), Not(HasSubstr("Boris"))));
    browser_.post(page_path, {{"on", "1"}});
    EXPECT_TRUE(page().shows(ana)) << "the form did not list it";
    browser_.post(page_path, {{"on", "1"}, {"listed", ana}});
    EXPECT_FALSE(page().shows(ana));
}

} // namespace

} // namespace broadsheet::admin
