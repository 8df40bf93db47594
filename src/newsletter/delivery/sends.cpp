#include "newsletter/delivery/sends.h"

#include "db/transaction.h"
#include "newsletter/welcome.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::int64_t shortest_sample = 3'000; // milliseconds from which a speed can be told

#define SEND_COLUMNS                                                                                         \
    "number, issue, newsletter, status, trouble, last_subscription, queued_to, total, queued, accepted, "    \
    "started_at, ended_at, needs_relay"

#define DEAD_STATUSES "('5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10') " // as mail::is_dead_status() has them

// As the indexes deliveries_to_see and deliveries_reported have it.
#define MISSED "status IN ('deferred', 'refused', 'unknown', 'left', 'gone') "
#define RETURNED "report <> '' AND report IN ('hard', 'soft') "

#define UNDELIVERED_QUERY                                                                                    \
    "SELECT d.subscription, COALESCE(s.record, ''), d.attempts, d.code, d.reason, d.not_before FROM "        \
    "(SELECT subscription, attempts, code, reason, not_before FROM deliveries WHERE send = $1 AND "          \
    "subscription > $2 "
#define UNDELIVERED_END ") d LEFT JOIN subscriptions s ON s.number = d.subscription ORDER BY d.subscription"

Send::Status status_from(std::string_view name)
{
    for (auto const status : {Send::Status::paused, Send::Status::cancelled, Send::Status::finished}) {
        if (name == name_of(status))
            return status;
    }
    return Send::Status::running;
}

Send read_send(db::Cursor const& row)
{
    return {row.integer(0), row.string(1), row.string(2), status_from(row.text(3)), row.string(4),
        row.integer(5), row.integer(6), row.integer(7), row.integer(8), row.integer(9), row.integer(10),
        row.integer(11), row.integer(12) != 0};
}

Result<std::vector<Send>> read_all(Result<db::Cursor> answer)
{
    std::vector<Send> sends;
    auto rows = TRY(std::move(answer));
    while (TRY(rows.next()))
        sends.push_back(read_send(rows));
    return sends;
}

Error no_send()
{
    return not_found("there is no such send");
}

// Those who have no row yet.
Result<std::int64_t> count_unqueued(db::Connection& connection, Send const& send)
{
    if (send.queued_to >= send.last_subscription)
        return 0;
    auto rows = TRY(
        connection.query("SELECT COUNT(*) FROM subscriptions WHERE newsletter = $1 AND status = 'active' "
                         "AND number > $2 AND number <= $3",
            {send.newsletter, send.queued_to, send.last_subscription}));
    TRY(rows.next());
    return rows.integer(0);
}

// Those who left before they had a row. Who has come back between them makes up for one of them.
std::int64_t gone_unqueued(Send const& send, std::int64_t unqueued)
{
    return std::max<std::int64_t>(0, send.total - send.queued - unqueued);
}

} // namespace

std::string_view name_of(Send::Status status)
{
    constexpr std::string_view names[]{"running", "paused", "cancelled", "finished"};
    return names[static_cast<std::size_t>(status)];
}

Result<std::int64_t> Sends::begin(std::string_view newsletter, std::string_view issue)
{
    if (TRY(of_issue(issue)))
        return Error{ErrorCode::conflict, "this issue has set out already"};
    auto rows = TRY(connection_.query(
        "INSERT INTO sends (issue, newsletter, status, last_subscription, total, started_at) "
        "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), 'running', COALESCE(MAX(number), 0), COUNT(*), CAST($3 "
        "AS BIGINT) "
        "FROM subscriptions WHERE newsletter = $2 AND status = 'active' RETURNING number",
        {issue, newsletter, clock_.now()}));
    TRY(rows.next());
    auto const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<Send> Sends::find(std::int64_t number)
{
    auto rows = TRY(connection_.query("SELECT " SEND_COLUMNS " FROM sends WHERE number = $1", {number}));
    if (!TRY(rows.next()))
        return no_send();
    return read_send(rows);
}

Result<std::optional<Send>> Sends::of_issue(std::string_view issue)
{
    auto rows = TRY(connection_.query("SELECT " SEND_COLUMNS " FROM sends WHERE issue = $1", {issue}));
    if (!TRY(rows.next()))
        return std::optional<Send>();
    return std::optional(read_send(rows));
}

Result<std::vector<Send>> Sends::list(std::size_t most)
{
    return read_all(
        connection_.query("SELECT " SEND_COLUMNS " FROM sends ORDER BY number DESC LIMIT $1", {most}));
}

Result<std::vector<Send>> Sends::running()
{
    return read_all(
        connection_.query("SELECT " SEND_COLUMNS " FROM sends WHERE status = 'running' ORDER BY number"));
}

Result<std::vector<Send>> Sends::under_way()
{
    return read_all(connection_.query(
        "SELECT " SEND_COLUMNS " FROM sends WHERE status = 'running' OR (status IN ('paused', 'cancelled') "
        "AND EXISTS (SELECT 1 FROM deliveries WHERE send = number AND deliveries.status = 'attempting')) "
        "ORDER BY number"));
}

// In one snapshot, so that no copy is counted twice, or not at all, on its way from one state to another.
Result<Progress> Sends::progress(std::int64_t number)
{
    auto const read = [&] { return read_progress(number); };
    return connection_.in_transaction() ? read() : db::transaction(connection_, db::Access::read, read);
}

Result<Progress> Sends::read_progress(std::int64_t number)
{
    Progress progress;
    progress.send = TRY(find(number));
    auto rows = TRY(
        connection_.query("SELECT status, COUNT(*), MIN(not_before) FROM deliveries WHERE send = $1 "
                          "AND status IN ('deferred', 'refused', 'unknown', 'left', 'gone') GROUP BY status",
            {number}));
    while (TRY(rows.next())) {
        auto const status = rows.text(0);
        auto& count = status == "deferred" ? progress.deferred
            : status == "refused"          ? progress.refused
            : status == "unknown"          ? progress.unknown
            : status == "left"             ? progress.left
                                           : progress.gone;
        count = rows.integer(1);
        if (status == "deferred")
            progress.next_retry_at = rows.integer(2);
    }
    auto attempting = TRY(connection_.query(
        "SELECT COUNT(*) FROM deliveries WHERE send = $1 AND status = 'attempting'", {number}));
    TRY(attempting.next());
    progress.attempting = attempting.integer(0);
    auto const& send = progress.send;
    auto const seen = send.accepted + progress.deferred + progress.attempting + progress.refused
        + progress.unknown + progress.left + progress.gone;
    auto const unqueued = TRY(count_unqueued(connection_, send));
    progress.waiting = std::max<std::int64_t>(0, send.queued - seen) + unqueued;
    progress.gone += gone_unqueued(send, unqueued);
    progress.send.total = std::max(send.total, send.queued + unqueued);

    auto speed = TRY(
        connection_.query("SELECT earlier_sample_at, earlier_sample FROM sends WHERE number = $1", {number}));
    TRY(speed.next());
    auto const since = speed.integer(0) ? speed.integer(0) : send.started_at;
    auto const elapsed = clock_.now() - since;
    if (send.status == Send::Status::running && elapsed >= shortest_sample)
        progress.per_second
            = static_cast<double>(send.accepted - speed.integer(1)) * 1000.0 / static_cast<double>(elapsed);
    if (progress.per_second > 0)
        progress.expected_end = clock_.now()
            + static_cast<std::int64_t>(static_cast<double>(progress.waiting) * 1000.0 / progress.per_second);
    return progress;
}

Result<std::vector<Missed>> Sends::missed(std::int64_t number)
{
    std::vector<Missed> list;
    auto rows = TRY(
        connection_.query("SELECT status, code, reason, COUNT(*) FROM deliveries WHERE send = $1 AND " MISSED
                          "GROUP BY status, code, reason UNION ALL "
                          "SELECT 'returned', CAST(0 AS BIGINT), reason, COUNT(*) FROM deliveries "
                          "WHERE send = $1 AND " RETURNED "GROUP BY reason ORDER BY 4 DESC, 1, 2, 3",
            {number}));
    while (TRY(rows.next()))
        list.push_back({rows.string(0), rows.integer(1), rows.string(2), rows.integer(3)});
    auto const send = TRY(find(number));
    if (auto const gone = gone_unqueued(send, TRY(count_unqueued(connection_, send))); gone > 0) {
        auto const found = std::ranges::find_if(list,
            [](Missed const& one) { return one.status == "gone" && one.code == 0 && one.reason.empty(); });
        if (found == list.end())
            list.push_back({"gone", 0, "", gone});
        else
            found->count += gone;
        std::ranges::stable_sort(list, std::greater(), &Missed::count);
    }
    return list;
}

Result<void> Sends::check_status(std::string_view status)
{
    constexpr std::array statuses{"deferred", "refused", "unknown", "left", "gone", "returned"};
    if (std::ranges::find(statuses, status) == statuses.end())
        return not_found(fmt::format("no reader of a send is \"{}\"", status));
    return {};
}

Result<std::vector<Undelivered>> Sends::undelivered(
    std::int64_t number, std::string_view status, std::int64_t behind, std::size_t most)
{
    constexpr auto missed
        = UNDELIVERED_QUERY "AND status = $4 AND " MISSED "ORDER BY subscription LIMIT $3" UNDELIVERED_END;
    constexpr auto returned
        = UNDELIVERED_QUERY "AND " RETURNED "ORDER BY subscription LIMIT $3" UNDELIVERED_END;
    TRY(check_status(status));
    std::vector<Undelivered> list;
    auto rows = TRY(status == "returned" ? connection_.query(returned, {number, behind, most})
                                         : connection_.query(missed, {number, behind, most, status}));
    while (TRY(rows.next()))
        list.push_back({rows.integer(0), rows.string(1), rows.integer(2), rows.integer(3), rows.string(4),
            rows.integer(5)});
    return list;
}

Result<void> Sends::change_status(
    std::int64_t number, std::string_view from, std::string_view to, std::string_view what)
{
    auto const send = TRY(find(number));
    bool const is_over = to == "cancelled";
    auto const changed = TRY(connection_.execute(
        "UPDATE sends SET status = $2, trouble = '', ended_at = $4 WHERE number = $1 AND status = $3",
        {number, to, from, is_over ? clock_.now() : 0}));
    if (changed == 0)
        return Error{
            ErrorCode::conflict, fmt::format("it cannot be {}: it is {}", what, name_of(send.status))};
    return {};
}

Result<void> Sends::pause(std::int64_t number)
{
    return change_status(number, "running", "paused", "paused");
}

Result<void> Sends::resume(std::int64_t number)
{
    // The pause would count as slowness.
    TRY(connection_.execute("UPDATE sends SET sample_at = $2, sample = accepted, earlier_sample_at = $2, "
                            "earlier_sample = accepted, refused_in_a_row = 0 "
                            "WHERE number = $1 AND status = 'paused'",
        {number, clock_.now()}));
    return change_status(number, "paused", "running", "resumed");
}

Result<void> Sends::cancel(std::int64_t number)
{
    auto const send = TRY(find(number));
    if (newsletter_of_welcome(send.issue))
        return Error{ErrorCode::conflict,
            "A welcome letter is paused, or switched off in the settings of its newsletter."};
    auto const from = send.status == Send::Status::paused ? "paused" : "running";
    return change_status(number, from, "cancelled", "cancelled");
}

Result<std::int64_t> Sends::requeue(
    std::int64_t number, std::string_view from, std::optional<std::int64_t> subscription)
{
    auto const send = TRY(find(number));
    if (send.status == Send::Status::cancelled)
        return Error{ErrorCode::conflict, "the send was cancelled"};
    auto const changed = TRY(connection_.execute(
        "UPDATE deliveries SET status = 'queued', worker = '', attempts = 0, "
        "not_before = 0, code = 0, reason = '' "
        "WHERE send = $1 AND status = $2 AND status IN ('refused', 'unknown') "
        "AND reason NOT IN " DEAD_STATUSES "AND (CAST($3 AS BIGINT) IS NULL OR subscription = $3)",
        {number, from, subscription}));
    if (changed > 0)
        TRY(connection_.execute(
            "UPDATE sends SET status = 'running', ended_at = 0, sample_at = $2, sample = accepted, "
            "earlier_sample_at = $2, earlier_sample = accepted WHERE number = $1 AND status = 'finished'",
            {number, clock_.now()}));
    return changed;
}

Result<std::int64_t> Sends::send_unknown_again(std::int64_t number, std::optional<std::int64_t> subscription)
{
    return requeue(number, "unknown", subscription);
}

Result<std::int64_t> Sends::retry_refused(std::int64_t number, std::optional<std::int64_t> subscription)
{
    return requeue(number, "refused", subscription);
}

Result<std::int64_t> Sends::retry_dead(std::int64_t number)
{
    TRY(connection_.execute(
        "UPDATE subscriptions SET status = 'active', undeliverable_day = 0 "
        "WHERE status = 'undeliverable' AND undeliverable_day > 0 AND record IN "
        "(SELECT s.record FROM deliveries d JOIN subscriptions s ON s.number = d.subscription "
        "WHERE d.send = $1 AND d.status = 'refused' AND d.reason IN " DEAD_STATUSES ")",
        {number}));
    TRY(connection_.execute("UPDATE deliveries SET reason = '' WHERE send = $1 AND status = 'refused' AND "
                            "reason IN " DEAD_STATUSES
                            "AND subscription IN (SELECT number FROM subscriptions WHERE status = 'active')",
        {number}));
    return requeue(number, "refused", std::nullopt);
}

Result<std::int64_t> Sends::retry_deferred(std::int64_t number)
{
    if (TRY(find(number)).status == Send::Status::cancelled)
        return Error{ErrorCode::conflict, "the send was cancelled"};
    return connection_.execute(
        "UPDATE deliveries SET not_before = 0 WHERE send = $1 AND status = 'deferred'", {number});
}

Result<std::int64_t> Sends::leave_unknown(std::int64_t number, std::optional<std::int64_t> subscription)
{
    return connection_.execute("UPDATE deliveries SET status = 'left' WHERE send = $1 AND status = 'unknown' "
                               "AND (CAST($2 AS BIGINT) IS NULL OR subscription = $2)",
        {number, subscription});
}

} // namespace broadsheet::newsletter
