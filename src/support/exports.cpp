#include "support/exports.h"

#include "support/counted.h"
#include "support/ledger.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

// https://owasp.org/www-community/attacks/CSV_Injection
std::string cell(std::string_view text)
{
    constexpr std::string_view formula_beginnings = "=+-@\t\r";
    std::string quoted = "\"";
    if (!text.empty() && formula_beginnings.find(text.front()) != std::string_view::npos)
        quoted += '\'';
    for (char const c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

} // namespace

Result<void> export_ledger(db::Connection& connection, Day from, Day to, LineVisitor const& visit)
{
    TRY(visit("number,day,kind,currency,amount,agreed,frequency,provider,provider_key,payment,appeal,variant,"
              "receipt,live,takes_back\r\n"));
    auto rows = TRY(connection.query(
        "SELECT ledger.number, ledger.day, kind, ledger.currency, moved, agreed, frequency, ledger.provider, "
        "key, payment, appeal, variant, COALESCE(code, ''), is_live, COALESCE(takes_back, 0) FROM ledger "
        "JOIN pledges ON pledges.number = ledger.pledge LEFT JOIN receipts ON receipts.entry = ledger.number "
        "WHERE ledger.day BETWEEN $1 AND $2 ORDER BY ledger.number",
        {from, to}));
    while (TRY(rows.next())) {
        auto const currency = TRY(find_currency(rows.text(3)));
        TRY(visit(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", rows.integer(0),
            iso_date(rows.integer(1)), rows.text(2), currency.code, plain_amount(rows.integer(4), currency),
            plain_amount(rows.integer(5), currency), rows.text(6), rows.text(7), cell(rows.text(8)),
            cell(rows.text(9)), cell(rows.text(10)), cell(rows.text(11)), rows.text(12),
            rows.integer(13) != 0 ? "yes" : "no",
            rows.integer(14) != 0 ? fmt::format("{}", rows.integer(14)) : "")));
    }
    return {};
}

Result<void> export_for_accountant(db::Connection& connection, Day from, Day to, LineVisitor const& visit)
{
    TRY(visit("day,provider,currency,kind,entries,amount\r\n"));
    auto rows = TRY(connection.query(
        fmt::format(
            "SELECT ledger.day, ledger.provider, ledger.currency, kind, COUNT(*), SUM(moved) FROM ledger "
            "JOIN pledges ON pledges.number = ledger.pledge "
            "WHERE ledger.day BETWEEN $1 AND $2 AND moved <> 0 AND {} "
            "GROUP BY ledger.day, ledger.provider, ledger.currency, kind "
            "ORDER BY ledger.day, ledger.provider, ledger.currency, kind",
            is_counted),
        {from, to}));
    while (TRY(rows.next())) {
        auto const currency = TRY(find_currency(rows.text(2)));
        TRY(visit(fmt::format("{},{},{},{},{},{}\r\n", iso_date(rows.integer(0)), rows.text(1), currency.code,
            rows.text(3), rows.integer(4), plain_amount(rows.integer(5), currency))));
    }
    return {};
}

} // namespace broadsheet::support
