#include "support/figures.h"

#include "support/counted.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

// What was taken back counts no longer.
constexpr std::string_view count_of_payments
    = "SUM(CASE WHEN kind NOT IN ('payment', 'renewal') THEN 0 WHEN moved < 0 THEN -1 ELSE 1 END)";

// Months are told apart in the program: neither database's dates are the other's.
std::string_view column_of(GroupBy group)
{
    switch (group) {
    case GroupBy::day:
    case GroupBy::month:
        return "ledger.day";
    case GroupBy::frequency:
        return "pledges.frequency";
    case GroupBy::provider:
        return "ledger.provider";
    case GroupBy::appeal:
        return "pledges.appeal";
    case GroupBy::variant:
        return "pledges.appeal || '/' || pledges.variant";
    }
    return "";
}

std::string label_of(GroupBy group, db::Cursor const& row)
{
    if (group == GroupBy::day)
        return iso_date(row.integer(0));
    if (group == GroupBy::month)
        return iso_date(row.integer(0)).substr(0, 7);
    auto label = row.string(0);
    return group == GroupBy::variant && label == "/" ? std::string() : label;
}

} // namespace

Result<std::vector<Recurring>> recurring_figures(db::Connection& connection)
{
    std::vector<Recurring> figures;
    auto rows = TRY(connection.query(fmt::format(
        "SELECT currency, SUM(CASE WHEN frequency = 'monthly' THEN amount * 12 ELSE amount END), COUNT(*), "
        "SUM(CASE WHEN status = 'failing' THEN 1 ELSE 0 END) FROM pledges "
        "WHERE status IN ('active', 'failing') AND {} GROUP BY currency ORDER BY currency",
        is_counted)));
    while (TRY(rows.next())) {
        Recurring figure;
        figure.currency = TRY(find_currency(rows.text(0)));
        figure.annual = rows.integer(1);
        figure.monthly = (figure.annual + 6) / 12;
        figure.running = rows.integer(2);
        figure.failing = rows.integer(3);
        figures.push_back(figure);
    }
    return figures;
}

Result<std::vector<Sum>> sums_since(db::Connection& connection, Day from)
{
    std::vector<Sum> sums;
    auto rows = TRY(connection.query(fmt::format("SELECT ledger.currency, SUM(moved), {} "
                                                 "FROM ledger JOIN pledges ON pledges.number = ledger.pledge "
                                                 "WHERE ledger.day >= $1 AND moved <> 0 AND {} "
                                                 "GROUP BY ledger.currency ORDER BY ledger.currency",
                                         count_of_payments, is_counted),
        {from}));
    while (TRY(rows.next())) {
        auto const currency = TRY(find_currency(rows.text(0)));
        sums.push_back({"", currency, rows.integer(1), rows.integer(2)});
    }
    return sums;
}

Result<GroupBy> group_from(std::string_view name)
{
    constexpr std::string_view names[] = {"day", "month", "frequency", "provider", "appeal", "variant"};
    for (int index = 0; auto const known : names) {
        if (known == name)
            return static_cast<GroupBy>(index);
        ++index;
    }
    return invalid(fmt::format("\"{}\" is nothing to add up by", name));
}

Result<std::vector<Sum>> sums_by(db::Connection& connection, GroupBy group, Day from, Day to)
{
    std::vector<Sum> sums;
    auto rows
        = TRY(connection.query(fmt::format("SELECT {0}, ledger.currency, SUM(moved), {2} "
                                           "FROM ledger JOIN pledges ON pledges.number = ledger.pledge "
                                           "WHERE ledger.day BETWEEN $1 AND $2 AND moved <> 0 AND {1} "
                                           "GROUP BY {0}, ledger.currency ORDER BY {0}, ledger.currency",
                                   column_of(group), is_counted, count_of_payments),
            {from, to}));
    while (TRY(rows.next())) {
        Sum sum{label_of(group, rows), TRY(find_currency(rows.text(1))), rows.integer(2), rows.integer(3)};
        auto const same = std::find_if(sums.begin(), sums.end(),
            [&](Sum const& other) { return other.label == sum.label && other.currency == sum.currency; });
        if (group != GroupBy::month || same == sums.end()) {
            sums.push_back(std::move(sum));
            continue;
        }
        same->moved += sum.moved;
        same->payments += sum.payments;
    }
    return sums;
}

Result<Renewals> renewals(db::Connection& connection, Day today)
{
    auto rows
        = TRY(connection.query(fmt::format("SELECT SUM(CASE WHEN due BETWEEN $1 AND $2 THEN 1 ELSE 0 END), "
                                           "SUM(CASE WHEN status = 'failing' THEN 1 ELSE 0 END) FROM pledges "
                                           "WHERE status IN ('active', 'failing') AND {}",
                                   is_counted),
            {today, today + 7}));
    TRY(rows.next());
    return Renewals{rows.integer(0), rows.integer(1)};
}

} // namespace broadsheet::support
