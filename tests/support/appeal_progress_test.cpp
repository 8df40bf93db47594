#include "support/appeal_progress.h"

#include "newsroom/appeal_fixture.h"
#include "newsroom/newsroom_fixture.h"

namespace broadsheet::support {

namespace {

using test::must;

class AppealProgressTest : public newsroom::NewsroomTest {
protected:
    void take(std::string const& appeal, std::string const& currency, std::int64_t moved)
    {
        auto const key = random_.hex(6);
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<void> {
            TRY(connection_.execute(
                "INSERT INTO support_wordings (hash, text) VALUES ('a', 'a') ON CONFLICT (hash) DO NOTHING"));
            TRY(connection_.execute(
                "INSERT INTO pledges (id, form, provider, frequency, currency, amount, language, "
                "appeal, wording, day, status) VALUES ($1, $1, 'demonstration', 'once', $2, 500, "
                "'en', $3, 'a', 1, 'paid')",
                {key, currency, appeal}));
            TRY(connection_.execute(
                "INSERT INTO ledger (pledge, kind, provider, key, currency, moved, day, hash) "
                "SELECT number, 'payment', 'demonstration', id, CAST($2 AS TEXT), CAST($3 AS BIGINT), 1, '' "
                "FROM pledges WHERE id = $1",
                {key, currency, moved}));
            return {};
        }));
    }
    std::int64_t raised()
    {
        must(tell_appeals_what_came(connection_, clock_, random_));
        return must(newsroom::Appeals(connection_).by_slug("autumn"))->raised;
    }
};

TEST_P(AppealProgressTest, IsWhatTheLedgerHoldsInTheAppealsCurrency)
{
    auto appeal = test::live_appeal();
    appeal.offer.goal = 100'000;
    must(change([&](newsroom::Change& unit) { return newsroom::Appeals::save(unit, appeal); }));
    EXPECT_EQ(raised(), 0);
    take("autumn", "EUR", 2'500);
    take("autumn", "EUR", 1'000);
    take("autumn", "USD", 9'000);
    take("winter", "EUR", 9'000);
    EXPECT_EQ(raised(), 3'500);
    auto const before = edition();
    take("autumn", "EUR", 100);
    EXPECT_EQ(raised(), 3'500) << "pages change with every hundredth of the goal";
    EXPECT_EQ(edition(), before);
    take("autumn", "EUR", -2'500);
    EXPECT_EQ(raised(), 1'100) << "what was given back counts no longer";
}

ON_BOTH_DATABASES(AppealProgressTest);

} // namespace

} // namespace broadsheet::support
