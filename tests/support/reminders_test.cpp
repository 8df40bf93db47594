#include "support/reminder_jobs.h"

#include "base/whole_number.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/fake_post.h"
#include "support/forgetting.h"
#include "support/ledger.h"
#include "support/pledges.h"
#include "support/supporter_mail.h"
#include "text/dates.h"
#include "vault/ceremony.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t day = 24LL * 3'600'000;

std::int64_t day_of(std::string_view iso)
{
    return reminder_day(must(text::parse_iso(std::string(iso) + "T12:00:00Z")));
}

TEST(ReminderDay, IsChosenAmongThoseToCome)
{
    auto const now = must(text::parse_iso("2026-11-30T23:00:00Z"));
    struct Case {
        std::string_view when;
        std::string_view due;
    };
    for (auto const& [when, due] : {Case{"1", "2026-12-30"}, Case{"3", "2027-02-28"},
             Case{"24", "2028-11-30"}, Case{"2026-12", "2026-12-01"}, Case{"2027-03", "2027-03-01"}})
        EXPECT_EQ(must(due_day(when, now)), day_of(due)) << when;
    for (auto const* refused :
        {"", "0", "00", "-1", "1.5", "25", "99", "100", "2026-11", "2026-10", "1970-01", "2029-01", "2027-13",
            "2027-00", "0000-00", "2027-3", "2027-03-01", "9999-12", "month", "1 month"})
        EXPECT_FALSE(due_day(refused, now).ok()) << refused;
}

// A newspaper with a vault, on both databases.
class RemindersTest : public test::DatabaseTest {
protected:
    RemindersTest()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), random_, {1, 8192}));
        must(db::transaction(
            connection_, db::Access::write, [&] { return ceremony.save(connection_, clock_); }));
        keys_ = ceremony.keys();
        custody_.unlock(*keys_);
        must(newsroom::change(connection_, clock_, random_, [](newsroom::Change& change) {
            newsroom::Settings settings;
            settings.title = {{"en", "The Lantern"}, {"ru", "Фонарь"}};
            settings.languages = {"en", "ru"};
            settings.url = "https://lantern.example";
            return newsroom::save_settings(change, settings);
        }));
    }

    template <typename Body>
    auto write(Body&& body)
    {
        return db::transaction(connection_, db::Access::write, std::forward<Body>(body));
    }
    Reminders reminders() { return {connection_, clock_, random_}; }
    std::string key()
    {
        return must(write([&] { return reminder_key(connection_, random_); }));
    }
    // What a reader's click on the form makes.
    std::string ask(std::string const& address, std::string_view when = "1")
    {
        auto const now = clock_.now();
        return to_token({must(due_day(when, now)), reminder_day(now) + ReminderLimits::link_days, "ru",
                            "winter", must(vault::Records(connection_, random_).seal_address(address))},
            key());
    }
    Result<Reminder> confirm(std::string const& token)
    {
        auto const request = TRY(read_reminder_token(token, key()));
        return write([&] {
            auto all = reminders();
            return all.confirm(request, token);
        });
    }
    Result<void> send_all()
    {
        must(queue_due_reminders(connection_, clock_, random_));
        db::JobQueue jobs(connection_, clock_, random_);
        for (;;) {
            auto const job = must(jobs.claim({std::string(reminder_job)}, 60'000));
            if (!job)
                return {};
            auto const sent = send_reminder(connection_, *job, {clock_, random_, post_, custody_, letters_});
            if (!sent.ok()) {
                must(jobs.fail(*job, sent.error()));
                return sent;
            }
            must(jobs.finish(*job));
        }
    }
    std::int64_t addresses()
    {
        auto rows = must(connection_.query("SELECT count(*) FROM vault_records"));
        must(rows.next());
        return rows.integer(0);
    }
    void pledge(std::string const& address, std::string const& status)
    {
        must(write([&]() -> Result<void> {
            vault::Records records(connection_, random_);
            auto const sealed = TRY(records.seal_address(address));
            auto const record = TRY(records.accept("support", sealed));
            TRY(connection_.execute(
                "INSERT INTO support_wordings (hash, text) VALUES ('a', 'a') ON CONFLICT (hash) DO NOTHING"));
            TRY(connection_.execute("INSERT INTO pledges (id, form, provider, frequency, currency, amount, "
                                    "language, wording, day, "
                                    "receipt_to, status) VALUES ($1, $1, 'demonstration', 'once', 'EUR', "
                                    "500, 'ru', 'a', $2, $3, $4)",
                {record, reminder_day(clock_.now()), record, status}));
            auto const made = TRY(Pledges(connection_, clock_, random_).find(record));
            Fact fact{Kind::payment, record, made.currency, status == "open" ? 0 : made.amount};
            fact.kind = status == "open" ? Kind::pledge : Kind::payment;
            fact.day = made.day;
            auto const entry = TRY(Ledger(connection_).add(made, fact));
            if (fact.is_income())
                TRY(db::JobQueue(connection_, clock_, random_)
                        .add(Contributions::letter_job, fmt::format("{}", entry->number)));
            return {};
        }));
    }
    void send_receipts()
    {
        test::FakeClient client;
        auto const letters = must(Letters::load());
        db::JobQueue jobs(connection_, clock_, random_);
        while (auto const job = must(jobs.claim({std::string(Contributions::letter_job)}, 60'000))) {
            must(write_to_supporter(
                connection_, {clock_, random_, client}, *keys_, letters, post_, *whole_number(job->payload)));
            must(jobs.finish(*job));
        }
    }

    test::FakePost post_;
    vault::Custody custody_;
    std::optional<vault::Keys> keys_;
    ReminderLetters letters_ = must(ReminderLetters::load());
};

TEST_P(RemindersTest, KeepNothingBeforeTheyAreConfirmed)
{
    auto const token = ask("reader@example.org");
    EXPECT_EQ(addresses(), 0);
    EXPECT_FALSE(must(reminders().of_link(token)));
    auto const reminder = must(confirm(token));
    EXPECT_EQ(addresses(), 1);
    EXPECT_EQ(must(reminders().address(*keys_, reminder)), "reader@example.org");
    EXPECT_EQ(must(confirm(token)).id, reminder.id) << "a second click is the same reminder";
    EXPECT_EQ(addresses(), 1);
}

TEST_P(RemindersTest, AreSentOnceAtTheirTimeAndErased)
{
    auto const token = ask("reader@example.org");
    must(confirm(token));
    must(send_all());
    EXPECT_THAT(post_.sent, IsEmpty());
    clock_.advance(31 * day);
    must(send_all());
    ASSERT_THAT(post_.sent, SizeIs(1));
    auto const& letter = post_.sent[0];
    EXPECT_EQ(letter.to, "reader@example.org");
    EXPECT_EQ(letter.language, "ru");
    EXPECT_EQ(letter.subject, "Вы просили напомнить — Фонарь");
    EXPECT_THAT(letter.text, HasSubstr("https://lantern.example/ru/support/?appeal=winter"));
    EXPECT_THAT(letter.key, HasSubstr("reminder-"));
    EXPECT_EQ(addresses(), 0);
    clock_.advance(400 * day);
    must(send_all());
    EXPECT_THAT(post_.sent, SizeIs(1));
    EXPECT_EQ(must(reminders().of_link(token))->status, ReminderStatus::sent);
}

TEST_P(RemindersTest, AreTakenBackByTheirLinkAlsoWhileTheVaultIsLocked)
{
    custody_.lock();
    auto const token = ask("reader@example.org");
    must(confirm(token));
    must(write([&]() -> Result<void> {
        auto all = reminders();
        return all.cancel(*TRY(all.of_link(token)));
    }));
    EXPECT_EQ(addresses(), 0);
    custody_.unlock(*keys_);
    clock_.advance(40 * day);
    must(send_all());
    EXPECT_THAT(post_.sent, IsEmpty());
    EXPECT_EQ(must(confirm(token)).status, ReminderStatus::cancelled) << "the link does not ask anew";
}

TEST_P(RemindersTest, WaitWhileTheVaultIsLockedOrThePostCannotTakeThem)
{
    must(confirm(ask("reader@example.org")));
    clock_.advance(31 * day);
    custody_.lock();
    EXPECT_EQ(send_all().error().code, ErrorCode::unavailable);
    custody_.unlock(*keys_);
    post_.answer = Error{ErrorCode::unavailable, "the relay does not answer"};
    clock_.advance(day);
    EXPECT_FALSE(send_all().ok());
    EXPECT_EQ(addresses(), 1);
    post_.answer = {};
    clock_.advance(day);
    must(send_all());
    EXPECT_EQ(addresses(), 0);
    EXPECT_EQ(post_.sent.front().key, post_.sent.back().key) << "what is tried again is the same message";
}

TEST_P(RemindersTest, EndWhereTheAddressIsRefusedForGood)
{
    must(confirm(ask("reader@example.org")));
    clock_.advance(31 * day);
    post_.answer = invalid("no such mailbox");
    must(send_all());
    EXPECT_EQ(addresses(), 0);
}

TEST_P(RemindersTest, AreDroppedForWhoHasGivenMeanwhile)
{
    auto const given = ask("Reader@example.org"), tried = ask("tried@example.org"),
               other = ask("other@example.org"), ended = ask("ended@example.org");
    pledge("other@example.org", "paid");
    clock_.advance(day);
    for (auto const& token : {given, tried, other, ended})
        must(confirm(token));
    pledge("reader@example.org", "paid");
    pledge("tried@example.org", "open");
    pledge("ended@example.org", "cancelled");
    clock_.advance(31 * day);
    must(send_all());
    std::vector<std::string> to;
    for (auto const& letter : post_.sent)
        to.push_back(letter.to);
    EXPECT_THAT(to, testing::UnorderedElementsAre("tried@example.org", "other@example.org"));
    for (auto const& token : {given, ended})
        EXPECT_EQ(must(reminders().of_link(token))->status, ReminderStatus::given);
}

TEST_P(RemindersTest, AreDroppedHoweverLongAgoTheirReaderGave)
{
    auto const given = ask("reader@example.org", "3"), again = ask("reader@example.org", "12"),
               other = ask("other@example.org", "3");
    for (auto const& token : {given, again, other})
        must(confirm(token));
    clock_.advance(day);
    pledge("Reader@example.org", "paid");
    clock_.advance(day);
    send_receipts();
    auto const later = ask("reader@example.org", "1");
    must(confirm(later)); // behind the gift: it is wanted
    EXPECT_EQ(must(forget_ended(connection_, clock_, random_)), 0);
    clock_.advance(30 * day);
    EXPECT_EQ(must(forget_ended(connection_, clock_, random_)), 1);
    for (auto const& token : {given, again})
        EXPECT_EQ(must(reminders().of_link(token))->status, ReminderStatus::given);
    post_.sent.clear();
    must(send_all());
    ASSERT_THAT(post_.sent, SizeIs(1));
    EXPECT_EQ(post_.sent.front().to, "reader@example.org");
    clock_.advance(70 * day);
    must(send_all());
    ASSERT_THAT(post_.sent, SizeIs(2));
    EXPECT_EQ(post_.sent.back().to, "other@example.org");
    EXPECT_EQ(addresses(), 0);
}

TEST_P(RemindersTest, AreSentOnceToWhoeverAskedTwice)
{
    auto const first = ask("reader@example.org"), second = ask("reader@example.org");
    for (auto const& token : {first, second, ask("other@example.org")})
        must(confirm(token));
    clock_.advance(31 * day);
    must(send_all());
    std::vector<std::string> to;
    for (auto const& letter : post_.sent)
        to.push_back(letter.to);
    EXPECT_THAT(to, testing::UnorderedElementsAre("reader@example.org", "other@example.org"));
    EXPECT_NE(must(reminders().of_link(first))->status, ReminderStatus::waiting);
    EXPECT_EQ(must(reminders().of_link(second))->status, ReminderStatus::sent);
    EXPECT_EQ(addresses(), 0);
}

TEST_P(RemindersTest, AreSentOnTheDayThatWasChosenLast)
{
    for (auto const& [address, earlier, later] :
        {std::tuple("late@example.org", "1", "3"), std::tuple("soon@example.org", "3", "1")}) {
        must(confirm(ask(address, earlier)));
        must(confirm(ask(address, later)));
    }
    clock_.advance(31 * day);
    must(send_all());
    ASSERT_THAT(post_.sent, SizeIs(1));
    EXPECT_EQ(post_.sent[0].to, "soon@example.org");
    clock_.advance(62 * day);
    must(send_all());
    ASSERT_THAT(post_.sent, SizeIs(2));
    EXPECT_EQ(post_.sent[1].to, "late@example.org");
    EXPECT_EQ(addresses(), 0);
}

TEST_P(RemindersTest, KeepAnAddressWhileAnotherOneWaitsForIt)
{
    for (auto const* when : {"1", "3"})
        must(confirm(ask("reader@example.org", when)));
    pledge("somebody@example.org", "paid");
    send_receipts(); // takes all of them in: there is one record now
    post_.sent.clear();
    clock_.advance(31 * day);
    must(send_all());
    EXPECT_EQ(addresses(), 2) << "of the contribution, and of the reminder that was asked for last";
    clock_.advance(62 * day);
    must(send_all());
    EXPECT_THAT(post_.sent, SizeIs(1));
    EXPECT_EQ(addresses(), 1) << "of the contribution";
}

TEST_P(RemindersTest, RefuseLinksThatAreOldOrChanged)
{
    auto const token = ask("reader@example.org");
    auto const position = token.find('.') + 1;
    for (auto const& changed : {std::string(), std::string("1"), token.substr(0, token.size() - 1),
             token + "A", std::string(token).replace(position, 1, "9"), std::string(5'000, 'a')})
        EXPECT_EQ(read_reminder_token(changed, key()).error().code, ErrorCode::not_found) << changed;
    clock_.advance((ReminderLimits::link_days + 1) * day);
    EXPECT_THAT(confirm(token).error().message, HasSubstr("more than four days old"));
    EXPECT_EQ(addresses(), 0);
}

TEST_P(RemindersTest, AreNotConfirmedOnceTheirDayHasCome)
{
    clock_.advance(must(text::parse_iso("2026-11-29T12:00:00Z")) - clock_.now());
    auto const token = ask("reader@example.org", "2026-12");
    clock_.advance(2 * day);
    EXPECT_FALSE(confirm(token).ok());
}

ON_BOTH_DATABASES(RemindersTest);

} // namespace

} // namespace broadsheet::support
