#include "newsletter/delivery/reports.h"

#include "base/encoding.h"
#include "db/transaction.h"
#include "mail/configuration.h"
#include "newsletter/keyed_hash.h"
#include "newsletter/subscriptions.h"
#include "vault/records.h"

namespace broadsheet::newsletter {

namespace {

std::string_view name_of(mail::Report::Kind kind)
{
    constexpr std::string_view names[]{"", "soft", "hard", "complaint"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<CopyNumber> copy_of(std::string_view address, std::string_view secret)
{
    return read_return_path(address.substr(0, address.rfind('@')), secret);
}

// Whether the newest issues that went to this subscription all came back.
Result<bool> has_failed_in_a_row(db::Connection& connection, CopyNumber copy)
{
    auto rows = TRY(connection.query(
        "SELECT d.report FROM sends s JOIN deliveries d ON d.send = s.number AND d.subscription = $2 WHERE "
        "s.number <= $1 "
        "AND s.newsletter = (SELECT newsletter FROM sends WHERE number = $1) ORDER BY s.number DESC LIMIT $3",
        {copy.send, copy.subscription, ReportLimits::soft}));
    int count = 0;
    while (TRY(rows.next()))
        count += rows.text(0) == "soft" ? 1 : 0;
    return count == ReportLimits::soft;
}

Result<std::string> record_of(db::Connection& connection, std::int64_t subscription)
{
    auto rows = TRY(connection.query("SELECT record FROM subscriptions WHERE number = $1", {subscription}));
    return TRY(rows.next()) ? rows.string(0) : std::string();
}

Result<void> end(db::Connection& connection, Clock const& clock, Random& random, std::int64_t number)
{
    Subscriptions subscriptions(connection, clock, random);
    auto const record = TRY(record_of(connection, number));
    for (auto const& one : TRY(subscriptions.of_record(record))) {
        if (one.number == number)
            return subscriptions.end(one);
    }
    return {};
}

} // namespace

Result<void> mark_undeliverable(db::Connection& connection, Clock const& clock, std::int64_t subscription)
{
    auto const record = TRY(record_of(connection, subscription));
    if (record.empty())
        return {};
    TRY(connection.execute("UPDATE subscriptions SET status = 'undeliverable', undeliverable_day = $2 "
                           "WHERE record = $1 AND status = 'active'",
        {record, day_of(clock.now())}));
    return {};
}

Result<void> erase_undeliverable(db::Connection& connection, Clock const& clock, Random& random)
{
    auto const last_day = day_of(clock.now()) - ReportLimits::days;
    std::vector<std::string> records;
    {
        auto rows = TRY(
            connection.query("SELECT DISTINCT record FROM subscriptions WHERE undeliverable_day > 0 AND "
                             "undeliverable_day <= $1 "
                             "AND record NOT IN (SELECT record FROM subscriptions WHERE status = 'active')",
                {last_day}));
        while (TRY(rows.next()))
            records.push_back(rows.string(0));
    }
    for (auto const& record : records)
        TRY(vault::Records(connection, random).erase(record));
    TRY(connection.execute("UPDATE subscriptions SET undeliverable_day = 0 "
                           "WHERE undeliverable_day > 0 AND undeliverable_day <= $1",
        {last_day}));
    return {};
}

Result<ReportTaken> take_report(db::Connection& connection, Clock const& clock, Random& random,
    CopyNumber copy, mail::Report const& report)
{
    if (report.kind == mail::Report::Kind::none)
        return ReportTaken::nothing;
    auto const changed = TRY(connection.execute(
        "UPDATE deliveries SET report = $3, reason = $4 WHERE send = $1 AND subscription = $2 "
        "AND (report = '' OR (report = 'soft' AND $3 <> 'soft'))",
        {copy.send, copy.subscription, name_of(report.kind), report.status}));
    if (changed == 0)
        return ReportTaken::nothing;
    if (report.kind == mail::Report::Kind::complaint) {
        TRY(end(connection, clock, random, copy.subscription));
        return ReportTaken::ended;
    }
    if (report.kind == mail::Report::Kind::soft && !TRY(has_failed_in_a_row(connection, copy)))
        return ReportTaken::noted;
    TRY(mark_undeliverable(connection, clock, copy.subscription));
    return ReportTaken::ended;
}

Result<ReportTaken> take_in_report(db::Connection& connection, Clock const& clock, Random& random,
    std::string_view recipient, std::string_view message)
{
    auto const report = mail::read_report(message);
    return db::transaction(connection, db::Access::write, [&]() -> Result<ReportTaken> {
        auto const secret = TRY(mail::load_configuration(connection)).bounce_secret;
        for (std::string_view address :
            {recipient, std::string_view(report.original_from), std::string_view(report.delivered_to)}) {
            if (auto const copy = copy_of(address, secret))
                return take_report(connection, clock, random, *copy, report);
        }
        return invalid("the report is about nothing that was sent from here");
    });
}

std::string report_key(std::string_view secret)
{
    return to_hex(keyed_hash(secret, "broadsheet-report-key-1", "")).substr(0, 40);
}

} // namespace broadsheet::newsletter
