#include "newsletter/flood_gate.h"

#include <gtest/gtest.h>

namespace broadsheet::newsletter {

namespace {

using Answer = FloodGate::Answer;
using Letter = FloodGate::Letter;

class FloodGateTest : public testing::Test {
protected:
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{3};
    FloodGate gate_{clock_, random_};
};

TEST_F(FloodGateTest, AsksEachNetworkForProofThenRefuses)
{
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(gate_.let_in("2001:db8::1", false), Answer::let_in);
    EXPECT_EQ(gate_.let_in("2001:db8::2", false), Answer::ask_for_proof) << "the same /64";
    EXPECT_EQ(gate_.let_in("2001:db8:0:1::2", false), Answer::let_in);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(gate_.let_in("2001:db8::1", true), Answer::let_in);
    EXPECT_EQ(gate_.let_in("2001:db8::1", true), Answer::refuse);
    clock_.advance(60 * 60'000);
    EXPECT_EQ(gate_.let_in("2001:db8::1", false), Answer::let_in);
}

TEST_F(FloodGateTest, AsksEverybodyForProofDuringAFlood)
{
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(gate_.let_in("192.0.2." + std::to_string(i), false), Answer::let_in);
    EXPECT_EQ(gate_.let_in("198.51.100.1", false), Answer::ask_for_proof);
    EXPECT_EQ(gate_.let_in("198.51.100.1", true), Answer::let_in);
    clock_.advance(60'000);
    EXPECT_EQ(gate_.let_in("198.51.100.1", false), Answer::let_in);
}

TEST_F(FloodGateTest, WritesToOneMailboxAndToAllWithinLimits)
{
    FloodLimits limits;
    limits.letters = 5;
    FloodGate gate(clock_, random_, limits);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(gate.may_write_to("ana@example.org"), Letter::write);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(gate.may_write_to("ANA+x@Example.org"), Letter::reader_has_enough);
    EXPECT_EQ(gate.may_write_to("bo@example.org"), Letter::write);
    EXPECT_EQ(gate.may_write_to("cy@example.org"), Letter::write);
    EXPECT_EQ(gate.may_write_to("di@example.org"), Letter::all_have_enough) << "five an hour in all";
    EXPECT_EQ(gate.may_write_to("ana@example.org"), Letter::all_have_enough) << "the same for every address";
    clock_.advance(60 * 60'000);
    EXPECT_EQ(gate.may_write_to("di@example.org"), Letter::write);
}

TEST_F(FloodGateTest, CountsManyNetworksOfOneSite)
{
    auto const from = [](int network) { return "2001:db8:0:" + std::to_string(network) + "::1"; };
    for (int i = 0; i < 40; ++i) {
        if (i % 20 == 0)
            clock_.advance(60'000);
        EXPECT_EQ(gate_.let_in(from(i), false), Answer::let_in);
    }
    clock_.advance(60'000);
    EXPECT_EQ(gate_.let_in(from(1'000), false), Answer::ask_for_proof) << "the same /48";
    EXPECT_EQ(gate_.let_in("2001:db8:1::1", false), Answer::let_in);
    for (int i = 0; i < 400; ++i)
        EXPECT_EQ(gate_.let_in(from(i), true), Answer::let_in);
    EXPECT_EQ(gate_.let_in(from(1'001), true), Answer::refuse);
    EXPECT_EQ(gate_.let_in("2001:db8:1::1", true), Answer::let_in);
}

TEST_F(FloodGateTest, LeavesLettersToReadersWhileFormsWithoutProofFlood)
{
    int letters = 0;
    for (int minute = 0; minute < 59; ++minute) {
        for (int i = 0; i < 100; ++i) {
            auto const from = std::to_string(minute) + "." + std::to_string(i);
            if (gate_.let_in("10.0." + from, false) == Answer::let_in
                && gate_.may_write_to(from + "@example.org") == Letter::write)
                ++letters;
        }
        clock_.advance(60'000);
    }
    EXPECT_LT(letters, 1'500);
    EXPECT_EQ(gate_.let_in("192.0.2.1", true), Answer::let_in);
    EXPECT_EQ(gate_.may_write_to("ana@example.org"), Letter::write);
}

TEST_F(FloodGateTest, LetsOneReaderChangeTheAddressAFewTimes)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(gate_.may_change("record1"));
    EXPECT_FALSE(gate_.may_change("record1"));
    EXPECT_TRUE(gate_.may_change("record2"));
    clock_.advance(24 * 60 * 60'000);
    EXPECT_TRUE(gate_.may_change("record1"));
}

TEST_F(FloodGateTest, RemembersNoMoreThanItsLimit)
{
    FloodLimits limits;
    limits.remembered = 2;
    FloodGate gate(clock_, random_, limits);
    EXPECT_EQ(gate.let_in("192.0.2.1", false), Answer::let_in);
    EXPECT_EQ(gate.let_in("192.0.2.2", false), Answer::let_in);
    EXPECT_EQ(gate.let_in("192.0.2.3", false), Answer::ask_for_proof) << "there is no room to count it";
    EXPECT_EQ(gate.let_in("192.0.2.1", false), Answer::let_in);
}

TEST_F(FloodGateTest, TakesNoForgedOrOldChallenge)
{
    auto& challenge = gate_.challenge();
    auto const made = challenge.make("form");
    EXPECT_FALSE(challenge.is_met(made, "", "form"));
    EXPECT_FALSE(challenge.is_met("", "", "form"));
    EXPECT_FALSE(challenge.is_met("1.2.3", "1", "form"));
    clock_.advance(Challenge::wait);
    auto forged = made;
    forged[0] = '0';
    EXPECT_FALSE(challenge.is_met(forged, "", "form")) << "another time";
    EXPECT_FALSE(challenge.is_met(made, "", "another form"));
    EXPECT_FALSE(challenge.is_met(made + std::string(300, 'a'), "", "form"));
    EXPECT_TRUE(challenge.is_met(made, "", "form"));
    EXPECT_FALSE(challenge.is_met(made, "", "form")) << "spent";
    auto const late = challenge.make("form");
    clock_.advance(Challenge::lifetime);
    EXPECT_FALSE(challenge.is_met(late, "", "form"));
    SeededRandom other(4);
    EXPECT_FALSE(Challenge(clock_, other).is_met(challenge.make("form"), "", "form")) << "another process";
}

} // namespace

} // namespace broadsheet::newsletter
