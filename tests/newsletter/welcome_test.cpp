// The letter that greets who has signed up, on its way through the ledger.
#include "newsletter/delivery/delivery.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/issue_renderer.h"
#include "newsletter/newsletter_fixture.h"
#include "newsletter/welcome.h"

#include <thread>

namespace broadsheet::newsletter {

namespace {

using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr UtcMillis day_length = 24LL * 60 * 60 * 1000;

class WelcomeTest : public NewsletterTest {
protected:
    WelcomeTest()
    {
        set_welcome(weekly_, {true, "Welcome aboard", "<p>You get it <em>every</em> Friday.</p>"});
    }

    void set_welcome(newsroom::Newsletter const& newsletter, WelcomeLetter const& letter)
    {
        must(save(newsletter, letter));
    }
    Result<void> save(newsroom::Newsletter const& newsletter, WelcomeLetter const& letter)
    {
        return write([&] { return save_welcome(connection_, newsletter, letter); });
    }
    std::optional<Send> send() { return must(Sends(connection_, clock_).of_issue(welcome_id(weekly_.id))); }

    // Delivers what waits into the outbox, and returns when the send rests.
    void deliver()
    {
        auto const renderer = must(IssueRenderer::load());
        mail::RelayHealth health(system_clock_);
        Delivery const delivery({*database_, system_clock_, random_, health, outbox_,
            [this]() -> Result<mail::Configuration> {
                auto connection = TRY(database_->connect());
                return mail::load_configuration(*connection);
            },
            [this] { return std::optional(keys_); },
            [&](db::Connection& connection, std::string const& issue) {
                return renderer.render(connection, issue, clock_.now());
            }});
        for (int attempt = 0; attempt < 3'000 && send()->status != Send::Status::finished; ++attempt)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ASSERT_EQ(send()->status, Send::Status::finished) << send()->trouble;
    }
    std::string letter_to(std::string const& address)
    {
        for (auto const& mail : outbox_.list())
            if (mail->to == address)
                return mail->message;
        return {};
    }

    SystemClock system_clock_; // threads wait
    mail::Outbox outbox_;
};
ON_BOTH_DATABASES(WelcomeTest);

TEST_P(WelcomeTest, IsSentOnceToWhoeverHasConfirmed)
{
    subscribe("ana@example.org", {weekly_, daily_});
    deliver();
    EXPECT_THAT(outbox_.list(), SizeIs(1)) << "the daily has no welcome";
    auto const letter = letter_to("ana@example.org");
    EXPECT_THAT(letter, HasSubstr("Subject: Welcome aboard\r\n"));
    EXPECT_THAT(letter, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    EXPECT_THAT(letter, HasSubstr("Auto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(letter, HasSubstr("every"));
    EXPECT_THAT(letter, Not(HasSubstr("Archived-At")));

    subscribe("bob@example.org", {weekly_}); // a send that rests goes on
    deliver();
    EXPECT_THAT(outbox_.list(), SizeIs(2));
    EXPECT_EQ(send()->accepted, 2);
}

TEST_P(WelcomeTest, GoesToNobodyWhoWasThereAlready)
{
    subscribe("ana@example.org", {weekly_});
    deliver();
    subscribe("ana@example.org", {weekly_});
    deliver();
    EXPECT_THAT(outbox_.list(), SizeIs(1));
}

TEST_P(WelcomeTest, GoesToNobodyWhoHasLeftBefore)
{
    end(subscribe("ana@example.org", {weekly_}));
    deliver();
    EXPECT_THAT(outbox_.list(), IsEmpty());
}

TEST_P(WelcomeTest, OfANewsletterWithoutOneIsNotPutDown)
{
    set_welcome(weekly_, {false, "Welcome aboard", "<p>Later.</p>"});
    subscribe("ana@example.org", {weekly_});
    EXPECT_FALSE(send());
}

TEST_P(WelcomeTest, TellsNoTimeOfASignUp)
{
    subscribe("ana@example.org", {weekly_});
    EXPECT_EQ(send()->started_at % day_length, 0);
    deliver();
    EXPECT_EQ(send()->ended_at, 0);
    auto rows = must(connection_.query("SELECT sample_at, earlier_sample_at FROM sends"));
    must(rows.next());
    EXPECT_EQ(rows.integer(0), 0);
    EXPECT_EQ(rows.integer(1), 0);
}

TEST_P(WelcomeTest, IsNotCancelledButPaused)
{
    subscribe("ana@example.org", {weekly_});
    Sends sends(connection_, clock_);
    EXPECT_FALSE(write([&] { return sends.cancel(send()->number); }).ok());
    must(write([&] { return sends.pause(send()->number); }));
    subscribe("bob@example.org", {weekly_});
    EXPECT_EQ(send()->status, Send::Status::paused);
    must(write([&] { return sends.resume(send()->number); }));
    deliver();
    EXPECT_THAT(outbox_.list(), SizeIs(2));
}

TEST_P(WelcomeTest, IsRefusedWhereSomethingIsMissing)
{
    auto refusal = [&](WelcomeLetter const& letter, std::string const& sender = "letters@paper.example") {
        auto changed = weekly_;
        changed.sender_address = sender;
        return message_of(save(changed, letter));
    };
    EXPECT_THAT(refusal({true, "", "<p>x</p>"}), HasSubstr("welcome_subject: "));
    EXPECT_THAT(refusal({true, "x\r\nBcc: all@example.org", "<p>x</p>"}), HasSubstr("welcome_subject: "));
    EXPECT_THAT(refusal({true, "x", ""}), HasSubstr("welcome_text: "));
    EXPECT_THAT(refusal({true, "x", std::string(20'001, 'x')}), HasSubstr("welcome_text: "));
    EXPECT_THAT(refusal({true, "x", "<p>x</p>"}, ""), HasSubstr("sender_address: "));
    EXPECT_EQ(refusal({false, "", ""}), "done");
}

} // namespace

} // namespace broadsheet::newsletter
