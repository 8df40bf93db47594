// What the newspaper earns, the ledger, and bank statements.
#include "support/contributions.h"
#include "admin/pages/contribution_view.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "base/whole_number.h"
#include "http/client.h"
#include "support/exports.h"
#include "support/figures.h"
#include "support/ledger.h"
#include "support/ledger_audit.h"
#include "support/providers/bank/statement_import.h"
#include "support/receipts.h"
#include "support/settings.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <span>

namespace broadsheet::admin {

namespace {

using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view page_path = "/admin/contributions/";
constexpr std::size_t shown_entries = 50;
constexpr std::size_t shown_unbooked = 200;

// What the last year brought, by what the query asks for.
Result<Value> sum_rows(Visit const& visit, support::GroupBy group, Day today)
{
    Array rows;
    for (auto const& sum : TRY(support::sums_by(visit.connection, group, today - 365, today)))
        rows.push_back(
            Value::make<Map>(Map{{"label", sum.label}, {"currency", std::string(sum.currency.code)},
                {"amount", amount(visit, sum.moved, sum.currency)}, {"payments", sum.payments}}));
    return Value::make<Array>(std::move(rows));
}

Result<Value> entry_rows(Visit const& visit, std::span<support::Entry const> entries)
{
    Array rows;
    if (entries.empty())
        return Value::make<Array>(std::move(rows));
    auto const not_live
        = TRY(support::Ledger(visit.connection).not_live(entries.back().number, entries.front().number));
    for (auto const& entry : entries)
        rows.push_back(Value::make<Map>(Map{{"number", entry.number}, {"day", support::iso_date(entry.day)},
            {"kind", std::string(support::name_of(entry.kind))}, {"provider", entry.provider},
            {"amount",
                entry.moved != 0 || entry.agreed == 0 ? amount(visit, entry.moved, entry.currency) : ""},
            {"key", entry.key}, {"is_live", !not_live.contains(entry.pledge)}}));
    return Value::make<Array>(std::move(rows));
}

bool is_told_of_refunds_by_hand(Visit const& visit)
{
    http::CurlClient client; // which this has no use for
    support::Contributions const contributions(
        visit.connection, {visit.services.clock, visit.services.random, client});
    return std::ranges::any_of(support::provider_kinds(), [&](auto const* kind) {
        auto const provider = contributions.provider(kind->name, true);
        return provider.ok() && !(*provider)->tells_refunds();
    });
}

Result<Map> page_fields(Visit const& visit)
{
    auto const today = day_of(visit.services.clock.now());
    auto const by = support::group_from(visit.query("by"));
    auto const before = whole_number(visit.query("before")).value_or(0);
    auto const due = TRY(support::renewals(visit.connection, today));
    Map fields{{"due", due.due_this_week}, {"by", std::string(by.ok() ? visit.query("by") : "frequency")}};
    fields.set("plots", TRY(income_plots(visit)));
    fields.set("recurring", TRY(recurring_rows(visit)));
    fields.set("sums", TRY(sum_rows(visit, by.ok() ? *by : support::GroupBy::frequency, today)));
    auto entries = TRY(support::Ledger(visit.connection).before(before, shown_entries + 1));
    if (entries.size() > shown_entries) {
        entries.resize(shown_entries);
        fields.set("older", entries.back().number);
    }
    fields.set("entries", TRY(entry_rows(visit, entries)));
    fields.set("takes_refunds", is_told_of_refunds_by_hand(visit));
    fields.set("refund_form", visit.services.random.hex(16));
    // Looked for by a job, because it takes time; what is missing at the end shows at once.
    auto const end = support::LedgerHeads(visit.services.data).check(visit.connection);
    fields.set(
        "broken", end.ok() ? TRY(support::load_ledger_trouble(visit.connection)) : end.error().message);
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("contributions", TRY(page_fields(visit)));
}

// What a person has to look at: which lines, and why.
Value unbooked_rows(Visit const& visit, support::Imported const& imported)
{
    Array rows;
    for (auto const& unbooked : imported.unbooked) {
        if (rows.size() == shown_unbooked)
            break;
        auto const& booking = unbooked.booking;
        Map row{{"line", static_cast<std::int64_t>(booking.line)}, {"day", support::iso_date(booking.day)},
            {"amount", amount(visit, booking.minor, booking.currency)},
            {"id", std::string(booking.bank_id())},
            {"why", visit.translated(support::explain(unbooked.why))}};
        if (unbooked.entry != 0)
            row.set("entry", unbooked.entry);
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

Result<http::Response> import(Visit& visit)
{
    auto const file = visit.file("file");
    http::CurlClient client; // which a bank's statement has no use for
    support::Contributions contributions(
        visit.connection, {visit.services.clock, visit.services.random, client});
    auto const doubtful
        = visit.field("doubtful").empty() ? support::Doubtful::hold_back : support::Doubtful::take;
    auto const imported = file ? support::import_statement(
                              visit.connection, contributions, visit.services.clock, file->content, doubtful)
                               : Result<support::Imported>(invalid("No file was chosen."));
    auto fields = TRY(page_fields(visit));
    if (!imported.ok())
        return visit.refused("contributions", std::move(fields), imported.error());
    TRY(act(visit, "support.statement.imported", "", fmt::format("{} new", imported->contributions),
        []() -> Result<void> { return {}; }));
    fields = TRY(page_fields(visit));
    fields.set("imported", true);
    fields.set("new", imported->contributions);
    fields.set("known", imported->known);
    fields.set("returned", imported->returned);
    fields.set("not_taken", static_cast<std::int64_t>(imported->unbooked.size()));
    fields.set("unbooked", unbooked_rows(visit, *imported));
    fields.set("can_take", std::ranges::any_of(imported->unbooked, &support::Unbooked::is_decided_by_hand));
    if (imported->unbooked.size() > shown_unbooked)
        fields.set("more_unbooked", static_cast<std::int64_t>(imported->unbooked.size() - shown_unbooked));
    return visit.page("contributions", std::move(fields));
}

// Refunds that no provider tells of.
Result<http::Response> write_down_refund(Visit& visit)
{
    auto const receipt = trimmed(visit.field("receipt"));
    auto const typed = trimmed(visit.field("refund"));
    auto const written = act(visit, "support.refund.written", receipt, typed, [&]() -> Result<void> {
        auto const payment = TRY(support::find_receipt(visit.connection, receipt));
        auto const amount = support::read_amount(typed, payment.currency);
        if (amount.fault != support::AmountFault::none)
            return invalid("Write the amount in digits alone, such as 5 or 5.50.");
        http::CurlClient client; // which this has no use for
        return support::Contributions(visit.connection, {visit.services.clock, visit.services.random, client})
            .write_down_refund(payment, amount.minor, visit.field("form"));
    });
    if (written.ok())
        return visit.redirect(page_path, "saved");
    auto fields = TRY(page_fields(visit));
    fields.set("receipt", std::string(receipt));
    fields.set("refund", std::string(typed));
    return visit.refused("contributions", std::move(fields), written.error());
}

Result<http::Response> download(Visit& visit)
{
    auto const kind = visit.part(0);
    if (kind != "ledger" && kind != "accountant")
        return not_found("There is nothing here.");
    std::string csv;
    auto const add = [&](std::string_view line) -> Result<void> {
        csv += line;
        return {};
    };
    auto const to = std::numeric_limits<Day>::max();
    TRY(kind == "ledger" ? support::export_ledger(visit.connection, 0, to, add)
                         : support::export_for_accountant(visit.connection, 0, to, add));
    auto response = http::make_response(200, "text/csv; charset=utf-8", std::move(csv));
    response.headers.push_back({"Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", kind)});
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

constexpr Route routes[] = {
    {http::Method::get, page_path, Act::edit_settings, show},
    {http::Method::post, "/admin/contributions/statement/", Act::edit_settings, import},
    {http::Method::post, "/admin/contributions/refund/", Act::edit_settings, write_down_refund},
    {http::Method::get, "/admin/contributions/{}/csv/", Act::edit_settings, download},
};

} // namespace

Routes contribution_routes()
{
    return routes;
}

} // namespace broadsheet::admin
