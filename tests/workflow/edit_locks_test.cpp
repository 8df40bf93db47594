#include "workflow/workflow_fixture.h"

namespace broadsheet::workflow {

namespace {

class EditLocksTest : public WorkflowTest {
protected:
    staff::Session anna_ = someone("Anna", staff::Role::editor);
    staff::Session boris_ = someone("Boris", staff::Role::editor);
    staff::Session clara_ = someone("Clara", staff::Role::editor);
    Number article_ = open(anna_, begin(anna_)).article.number;

    using Act = Result<EditLocks::State> (EditLocks::*)(Number, staff::Session const&);
    EditLocks::State after(Act act, staff::Session const& who)
    {
        return change([&](newsroom::Change&) {
            EditLocks locks(connection_, clock_);
            return (locks.*act)(article_, who);
        });
    }
};

TEST_P(EditLocksTest, LiveByBeingHeld)
{
    EXPECT_TRUE(after(&EditLocks::hold, anna_).is_mine);
    for (int beat = 0; beat < 10; ++beat) {
        clock_.advance(15'000);
        auto const seen_by_boris = after(&EditLocks::hold, boris_);
        EXPECT_FALSE(seen_by_boris.is_mine);
        EXPECT_EQ(seen_by_boris.holder, "Anna");
        EXPECT_EQ(seen_by_boris.since, start);
        EXPECT_TRUE(after(&EditLocks::hold, anna_).is_mine);
    }
    clock_.advance(59'999);
    EXPECT_EQ(after(&EditLocks::hold, boris_).free_in, 1);
    clock_.advance(1);
    EXPECT_TRUE(after(&EditLocks::hold, boris_).is_mine) << "not heard from for a minute";
    EXPECT_FALSE(after(&EditLocks::hold, anna_).is_mine);
}

TEST_P(EditLocksTest, AreFreeOnceTheirHolderIsSuspended)
{
    after(&EditLocks::hold, anna_);
    auto suspended = anna_.account;
    suspended.is_suspended = true;
    change([&](newsroom::Change&) { return staff::Accounts(connection_, clock_, random_).save(suspended); });
    EXPECT_TRUE(after(&EditLocks::hold, boris_).is_mine);
}

TEST_P(EditLocksTest, ChangeHandsByConsent)
{
    after(&EditLocks::hold, anna_);
    EXPECT_FALSE(after(&EditLocks::want, boris_).is_mine);
    EXPECT_EQ(after(&EditLocks::hold, anna_).wanted_by, "Boris");
    auto const told_to_clara = after(&EditLocks::want, clara_);
    EXPECT_EQ(told_to_clara.wanted_by, "Boris") << "first come";
    EXPECT_FALSE(told_to_clara.is_asked_for);
    EXPECT_TRUE(after(&EditLocks::hold, boris_).is_asked_for);
    auto const given = after(&EditLocks::give, anna_);
    EXPECT_FALSE(given.is_mine);
    EXPECT_EQ(given.holder, "Boris");
    EXPECT_TRUE(after(&EditLocks::hold, boris_).is_mine);
}

TEST_P(EditLocksTest, StayWhereTheyAreRefused)
{
    after(&EditLocks::hold, anna_);
    after(&EditLocks::want, boris_);
    EXPECT_EQ(after(&EditLocks::keep, anna_).wanted_by, "");
    clock_.advance(50'000);
    after(&EditLocks::hold, anna_);
    clock_.advance(50'000);
    EXPECT_FALSE(after(&EditLocks::hold, boris_).is_mine);
}

TEST_P(EditLocksTest, ChangeHandsWithoutAnAnswer)
{
    after(&EditLocks::hold, anna_);
    after(&EditLocks::want, boris_);
    for (int beat = 0; beat < 3; ++beat) {
        clock_.advance(15'000);
        EXPECT_TRUE(after(&EditLocks::hold, anna_).is_mine);
        EXPECT_EQ(after(&EditLocks::hold, boris_).free_in, 45'000 - beat * 15'000);
    }
    clock_.advance(15'000);
    after(&EditLocks::hold, anna_);
    EXPECT_FALSE(after(&EditLocks::hold, clara_).is_mine) << "she has not asked";
    EXPECT_TRUE(after(&EditLocks::hold, boris_).is_mine);
}

TEST_P(EditLocksTest, AreNotAskedForByWhoHasLeft)
{
    after(&EditLocks::hold, anna_);
    after(&EditLocks::want, boris_);
    after(&EditLocks::leave, clara_);
    EXPECT_EQ(after(&EditLocks::hold, anna_).wanted_by, "Boris");
    after(&EditLocks::leave, boris_);
    EXPECT_EQ(after(&EditLocks::hold, anna_).wanted_by, "");
    clock_.advance(50'000);
    after(&EditLocks::hold, anna_);
    clock_.advance(50'000);
    EXPECT_FALSE(after(&EditLocks::hold, boris_).is_mine);
}

TEST_P(EditLocksTest, OnlyTheHolderGivesOrKeepsOrLeaves)
{
    after(&EditLocks::hold, anna_);
    after(&EditLocks::want, boris_);
    for (auto act : {&EditLocks::give, &EditLocks::keep})
        for (auto const* who : {&boris_, &clara_}) {
            auto const state = after(act, *who);
            EXPECT_EQ(state.holder, "Anna");
            EXPECT_EQ(state.wanted_by, "Boris");
        }
    EXPECT_EQ(after(&EditLocks::leave, clara_).wanted_by, "Boris");
    EXPECT_EQ(after(&EditLocks::leave, boris_).holder, "Anna");
    EXPECT_EQ(after(&EditLocks::leave, anna_).holder, "");
}

TEST_P(EditLocksTest, AreOnesOwnInAnotherBrowser)
{
    after(&EditLocks::hold, anna_);
    auto elsewhere = anna_;
    elsewhere.id = "at home";
    EXPECT_FALSE(after(&EditLocks::hold, elsewhere).is_mine);
    EXPECT_TRUE(after(&EditLocks::want, elsewhere).is_mine);
}

ON_BOTH_DATABASES(EditLocksTest);

} // namespace

} // namespace broadsheet::workflow
