#include "newsletter/delivery/ledger.h"

#include "newsletter/delivery/reports.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t list_size = 64; // of the statements' lists: few sizes are few prepared statements
constexpr std::int64_t first_pause = 60'000;
constexpr std::int64_t longest_pause = 2 * 3'600'000;
constexpr std::int64_t between_samples = 30'000;

constexpr std::string_view all_are_refused = "The relay refuses one reader after the other, so it may be us "
                                             "whom it refuses. See why under \"Who did "
                                             "not get it\", mend it, and go on.";

std::int64_t pause_after(int attempts)
{
    return std::min(first_pause << std::min(attempts - 1, 10), longest_pause);
}

// "$from, …", as many as a list has.
std::string list_of_parameters(std::size_t from)
{
    std::string list;
    for (std::size_t at = 0; at < list_size; ++at)
        list += fmt::format("{}${}", at ? ", " : "", from + at);
    return list;
}

// Calls `run(numbers)` with list_size numbers at a time; the last list is filled up with its last one.
template <typename Numbers, typename Run>
Result<void> for_each_list(Numbers const& numbers, Run&& run)
{
    for (std::size_t begin = 0; begin < numbers.size(); begin += list_size) {
        std::vector<db::Parameter> list;
        for (std::size_t at = 0; at < list_size; ++at)
            list.emplace_back(numbers[std::min(begin + at, numbers.size() - 1)]);
        TRY(run(list));
    }
    return {};
}

// Only what is this worker's still: a person may have decided about it, or another worker taken it up. What
// counted as unknown because we seemed dead is known again.
#define WHERE_OURS "WHERE send = $1 AND worker = $2 AND status IN ('attempting', 'unknown') "

} // namespace

Result<void> Ledger::renew(db::Connection& connection)
{
    TRY(connection.execute("INSERT INTO send_workers (id, lease_until) VALUES ($1, $2) "
                           "ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until",
        {worker_, clock_.now() + lease_}));
    return {};
}

Result<void> Ledger::leave(db::Connection& connection)
{
    TRY(connection.execute("DELETE FROM send_workers WHERE id = $1", {worker_}));
    return {};
}

Result<std::int64_t> Ledger::reap(db::Connection& connection, std::int64_t send)
{
    auto const lost = TRY(connection.execute(
        "UPDATE deliveries SET status = 'unknown' WHERE send = $1 AND status = 'attempting' "
        "AND worker NOT IN (SELECT id FROM send_workers WHERE lease_until > $2)",
        {send, clock_.now()}));
    TRY(connection.execute("DELETE FROM send_workers WHERE lease_until < $1", {clock_.now() - 20 * lease_}));
    return lost;
}

Result<void> Ledger::record(
    db::Connection& connection, std::int64_t send, std::vector<Finished> const& finished)
{
    if (finished.empty())
        return {};
    TRY(record_accepted(connection, send, finished));
    for (auto const& one : finished) {
        if (one.how != Finished::How::accepted)
            TRY(record_other(connection, send, one));
    }
    return count_refusals(connection, send, finished);
}

// One reader who is refused is that reader's affair; where many are, one after the other, and nobody is
// taken, it is likely ours, and the rest of the list is spared.
Result<void> Ledger::count_refusals(
    db::Connection& connection, std::int64_t send, std::vector<Finished> const& finished)
{
    std::int64_t in_a_row = 0;
    bool is_broken = false;
    for (auto const& one : finished) {
        if (one.how == Finished::How::refused && one.code != 0)
            ++in_a_row;
        else if (one.how == Finished::How::accepted || one.how == Finished::How::deferred)
            in_a_row = 0, is_broken = true;
    }
    TRY(connection.execute("UPDATE sends SET refused_in_a_row = refused_in_a_row * $2 + $3 "
                           "WHERE number = $1 AND (refused_in_a_row > 0 OR $3 > 0)",
        {send, is_broken ? 0 : 1, in_a_row}));
    if (in_a_row > 0)
        TRY(connection.execute("UPDATE sends SET status = 'paused', trouble = $2 "
                               "WHERE number = $1 AND status = 'running' AND refused_in_a_row >= $3",
            {send, all_are_refused, LedgerLimits::refused_in_a_row}));
    return {};
}

Result<void> Ledger::record_accepted(
    db::Connection& connection, std::int64_t send, std::vector<Finished> const& finished)
{
    static std::string const statement
        = "UPDATE deliveries SET status = 'accepted', code = 250, not_before = 0 " WHERE_OURS
          "AND subscription IN ("
        + list_of_parameters(3) + ")";
    std::vector<std::int64_t> accepted;
    for (auto const& one : finished) {
        if (one.how == Finished::How::accepted)
            accepted.push_back(one.subscription);
    }
    std::int64_t count = 0;
    auto note = [&](std::vector<db::Parameter>& list) -> Result<void> {
        list.insert(list.begin(), {send, worker_});
        count += TRY(connection.execute(statement, list));
        return {};
    };
    TRY(for_each_list(accepted, note));
    TRY(connection.execute("UPDATE sends SET accepted = accepted + $2, "
                           "earlier_sample_at = CASE WHEN sample_at <= $4 THEN sample_at ELSE "
                           "earlier_sample_at END, "
                           "earlier_sample = CASE WHEN sample_at <= $4 THEN sample ELSE earlier_sample END, "
                           "sample = CASE WHEN sample_at <= $4 THEN accepted + $2 ELSE sample END, "
                           "sample_at = CASE WHEN sample_at <= $4 AND last_subscription > 0 THEN $3 ELSE "
                           "sample_at END " // newsletter/welcome.h
                           "WHERE number = $1",
        {send, count, clock_.now(), clock_.now() - between_samples}));
    return {};
}

Result<void> Ledger::record_other(db::Connection& connection, std::int64_t send, Finished const& one)
{
    std::string_view status = "queued";
    auto not_before = one.not_before;
    auto const is_given_up = one.how == Finished::How::deferred && one.attempts >= LedgerLimits::attempts;
    if (one.how == Finished::How::deferred && !is_given_up) {
        status = "deferred";
        not_before = clock_.now() + pause_after(one.attempts);
    } else if (one.how == Finished::How::refused || is_given_up) {
        status = "refused";
    } else if (one.how == Finished::How::unknown) {
        status = "unknown";
    } else if (one.how == Finished::How::gone) {
        status = "gone";
    }
    TRY(connection.execute("UPDATE deliveries SET status = $4, not_before = $5, code = $6, reason = $7, "
                           "attempts = attempts - $8 " WHERE_OURS "AND subscription = $3",
        {send, worker_, one.subscription, status, not_before, one.code, one.reason,
            one.how == Finished::How::not_tried ? 1 : 0}));
    if (one.how == Finished::How::refused && mail::is_dead_status(one.reason))
        return mark_undeliverable(connection, clock_, one.subscription);
    return {};
}

Result<std::vector<Claimed>> Ledger::claim(db::Connection& connection, std::int64_t number, std::size_t most)
{
    auto const send = TRY(Sends(connection, clock_).find(number));
    std::vector<Claimed> claimed;
    if (send.status != Send::Status::running || most == 0)
        return claimed;
    claimed = TRY(claim_queued(connection, number, most));
    if (claimed.size() < most && TRY(queue_more(connection, send))) {
        for (auto& more : TRY(claim_queued(connection, number, most - claimed.size())))
            claimed.push_back(std::move(more));
    }
    TRY(look_up(connection, claimed));
    return claimed;
}

Result<std::vector<Claimed>> Ledger::claim_queued(
    db::Connection& connection, std::int64_t send, std::size_t most)
{
    std::vector<Claimed> claimed;
    auto rows
        = TRY(connection.query("UPDATE deliveries SET status = 'attempting', worker = $2, attempts = "
                               "attempts + 1 WHERE send = $1 AND subscription IN "
                               "(SELECT subscription FROM deliveries WHERE send = $1 AND status IN "
                               "('queued', 'deferred') AND not_before <= $3 "
                               "ORDER BY not_before, subscription LIMIT $4) RETURNING subscription, attempts",
            {send, worker_, clock_.now(), most}));
    while (TRY(rows.next()))
        claimed.push_back({rows.integer(0), "", "", static_cast<int>(rows.integer(1))});
    return claimed;
}

// Makes rows for the next recipients, and in the same transaction notes how far that has come. False: all
// have theirs.
Result<bool> Ledger::queue_more(db::Connection& connection, Send const& send)
{
    if (send.queued_to >= send.last_subscription)
        return false;
    auto rows = TRY(connection.query(
        "SELECT COALESCE(MAX(number), 0), COUNT(*) FROM (SELECT number FROM subscriptions WHERE newsletter = "
        "$1 "
        "AND status = 'active' AND number > $2 AND number <= $3 ORDER BY number LIMIT $4) AS next",
        {send.newsletter, send.queued_to, send.last_subscription, LedgerLimits::rows_at_once}));
    TRY(rows.next());
    auto const count = rows.integer(1);
    auto const up_to = count < static_cast<std::int64_t>(LedgerLimits::rows_at_once) ? send.last_subscription
                                                                                     : rows.integer(0);
    TRY(rows.next());
    TRY(connection.execute("INSERT INTO deliveries (send, subscription, status) SELECT CAST($1 AS BIGINT), "
                           "number, 'queued' FROM subscriptions "
                           "WHERE newsletter = $2 AND status = 'active' AND number > $3 AND number <= $4",
        {send.number, send.newsletter, send.queued_to, up_to}));
    TRY(connection.execute("UPDATE sends SET queued_to = $2, queued = queued + $3 WHERE number = $1",
        {send.number, up_to, count}));
    return true;
}

Result<void> Ledger::look_up(db::Connection& connection, std::vector<Claimed>& claimed)
{
    static std::string const statement
        = "SELECT number, id, record FROM subscriptions WHERE status = 'active' AND number IN ("
        + list_of_parameters(1) + ")";
    std::ranges::sort(claimed, {}, &Claimed::subscription);
    std::vector<std::int64_t> numbers;
    for (auto const& one : claimed)
        numbers.push_back(one.subscription);
    return for_each_list(numbers, [&](std::vector<db::Parameter> const& list) -> Result<void> {
        auto rows = TRY(connection.query(statement, list));
        while (TRY(rows.next())) {
            auto const one = std::ranges::lower_bound(claimed, rows.integer(0), {}, &Claimed::subscription);
            one->subscription_id = rows.string(1);
            one->record = rows.string(2);
        }
        return {};
    });
}

Result<UtcMillis> Ledger::look_ahead(db::Connection& connection, std::int64_t number)
{
    auto rows = TRY(connection.query(
        "SELECT MIN(not_before), COUNT(*) FROM (SELECT not_before FROM deliveries WHERE send = $1 "
        "AND status IN ('queued', 'deferred') ORDER BY not_before, subscription LIMIT 1) AS first",
        {number}));
    TRY(rows.next());
    if (rows.integer(1) > 0)
        return std::max<UtcMillis>(rows.integer(0), 1);
    TRY(connection.execute(
        "UPDATE sends SET status = 'finished', trouble = '', "
        "ended_at = CASE WHEN issue LIKE 'welcome:%' THEN 0 ELSE CAST($2 AS BIGINT) END "
        "WHERE number = $1 AND status = 'running' "
        "AND queued_to >= last_subscription "
        "AND NOT EXISTS (SELECT 1 FROM deliveries WHERE send = $1 AND status = 'attempting')",
        {number, clock_.now()}));
    return 0;
}

} // namespace broadsheet::newsletter
