#include "support/thanks.h"

#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/providers/demonstration/demonstration.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;

class ThanksTest : public test::DatabaseTest {
protected:
    ThanksTest()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("ferry granite moss lantern orbit velvet")), random_, {1, 8192}));
        write([&] { return ceremony.save(connection_, clock_); });
        keys_ = ceremony.keys();
        write([&] {
            return save_provider_setup(connection_, *find_provider_kind("demonstration"), {true, {}});
        });
    }

    template <typename Body>
    void write(Body&& body)
    {
        must(db::transaction(connection_, db::Access::write, body));
    }
    Pledge give(std::string const& name, bool may_be_named, bool is_paid = true)
    {
        Contributions contributions(connection_, {clock_, random_, client_});
        Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.name = name;
        wish.may_be_named = may_be_named;
        wish.form = random_.hex(8);
        auto const pledge = must(contributions.begin(wish, [](Pledge const&) { return WayBack{}; })).pledge;
        if (is_paid)
            write([&] { return demonstrate(connection_, clock_, pledge, Demonstrated::paid, 0); });
        return must(contributions.look(pledge));
    }
    std::vector<std::string> offered(std::size_t most = 10)
    {
        std::vector<std::string> names;
        for (auto const& name : must(offered_names(connection_, random_, *keys_, most)))
            names.push_back(name.text);
        return names;
    }

    test::FakeClient client_;
    std::optional<vault::Keys> keys_;
};

TEST_P(ThanksTest, OfferTheNamesOfWhoGaveAndAgreed)
{
    give("Ana", true);
    give("Quiet", false);
    give("", true);
    give("Unpaid", true, false);
    give("Борис", true);
    EXPECT_THAT(offered(), ElementsAre("Борис", "Ana")) << "newest first";
    EXPECT_THAT(offered(1), ElementsAre("Борис"));
}

TEST_P(ThanksTest, ShowNobodyUnchosenAndForgetWhoAsks)
{
    auto const ana = give("Ana", true);
    auto const boris = give("Boris", true);
    EXPECT_FALSE(must(load_thanks_page(connection_)).is_on);
    write([&] { return save_thanks_page(connection_, {true, {{ana.id, "Ana"}, {boris.id, "Boris"}}}); });
    EXPECT_TRUE(must(may_be_shown(connection_, ana)));
    write([&] { return take_name_off(connection_, random_, ana); });
    auto const page = must(load_thanks_page(connection_));
    EXPECT_TRUE(page.is_on);
    EXPECT_FALSE(page.shows(ana.id));
    EXPECT_TRUE(page.shows(boris.id));
    EXPECT_THAT(offered(), ElementsAre("Boris"));
    auto rows = must(connection_.query("SELECT COUNT(*) FROM vault_records"));
    must(rows.next());
    EXPECT_EQ(rows.integer(0), 1);
}

TEST_P(ThanksTest, HaveARoomThatEnds)
{
    ThanksPage page;
    page.names.resize(ThanksPage::most_names + 1);
    auto const saved = db::transaction(
        connection_, db::Access::write, [&] { return save_thanks_page(connection_, page); });
    EXPECT_EQ(saved.error().code, ErrorCode::limit);
}

ON_BOTH_DATABASES(ThanksTest);

} // namespace

} // namespace broadsheet::support
