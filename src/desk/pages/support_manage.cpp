// What a supporter sees behind their own link: see, change, cancel.
#include "base/ascii.h"
#include "base/log.h"
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"
#include "support/receipts.h"
#include "support/thanks.h"

namespace broadsheet::desk {

namespace {

using support::AmountFault;
using support::Kind;
using support::LinkPurpose;
using templates::Array;
using templates::Map;
using templates::Value;

std::string_view label_of(support::Entry const& entry)
{
    switch (entry.kind) {
    case Kind::pledge:
        return "Begun";
    case Kind::payment:
    case Kind::renewal:
        return "Paid";
    case Kind::failure:
        return "Payment failed";
    case Kind::refund:
        return "Paid back";
    case Kind::dispute:
        return entry.moved < 0 ? "Disputed" : "Dispute ended";
    case Kind::change:
        return "Amount changed";
    case Kind::cancellation:
        return "Cancelled";
    }
    return "";
}

Result<Value> entry_rows(Visit const& visit, support::Pledge const& pledge)
{
    Array rows;
    for (auto const& entry : TRY(support::Ledger(visit.connection).of(pledge))) {
        Map row{{"day", TRY(readable_day(visit, entry.day))}, {"label", visit.translated(label_of(entry))}};
        auto const amount = entry.moved != 0 ? entry.moved : entry.agreed;
        if (amount != 0)
            row.set("amount", support::format_amount(amount, entry.currency, visit.language));
        if (auto const code = TRY(support::find_receipt_code(visit.connection, entry)))
            row.set("receipt", visit.path("/support/receipt/" + *code + "/"));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

Result<support::Pledge> asked_for(Visit const& visit)
{
    return contributions_of(visit).pledge_of_link(LinkPurpose::manage, visit.part(0));
}

// What an address says has happened is said only if the pledge says so.
std::string notice_of(Visit const& visit, support::Pledge const& pledge)
{
    std::string notice(visit.query("notice"));
    if (notice == "cancelled" && pledge.status != support::Status::cancelled)
        return "not-cancelled";
    return notice;
}

Result<http::Response> show_pledge(
    Visit const& visit, support::Pledge const& pledge, std::string const& typed, std::string const& trouble)
{
    auto const path = visit.path(TRY(link_path(visit, LinkPurpose::manage, pledge)));
    auto const provider = contributions_of(visit).provider(pledge.provider, true);
    Visit::Look look{trouble.empty() ? 200 : 422};
    if (provider.ok())
        look.form_targets = (*provider)->origins();
    Map fields{{"sum", describe(visit, pledge.amount, pledge.currency, pledge.frequency)},
        {"status", std::string(support::name_of(pledge.status))}, {"is_running", pledge.is_running()},
        {"change", path}, {"cancel", path + "cancel/"}, {"currency", std::string(pledge.currency.code)},
        {"typed", typed.empty() ? support::plain_amount(pledge.amount, pledge.currency) : typed},
        {"trouble", trouble}, {"can_change", provider.ok() && (*provider)->can_change()},
        {"card", provider.ok() && (*provider)->has_card_page() ? path + "card/" : ""},
        {"has_standing_order",
            pledge.frequency != support::Frequency::once && provider.ok()
                && (*provider)->is_told_by_people()},
        {"notice", notice_of(visit, pledge)}, {"again", visit.path("/support/")}};
    if (TRY(support::may_be_shown(visit.connection, pledge)))
        fields.set("unname", visit.path(TRY(link_path(visit, LinkPurpose::thanks, pledge))) + "unname/");
    if (!pledge.receipt_to.empty())
        fields.set("forget", visit.path(TRY(link_path(visit, LinkPurpose::thanks, pledge))) + "forget/");
    if (pledge.due && pledge.is_running())
        fields.set("due", TRY(readable_day(visit, *pledge.due)));
    fields.set("entries", TRY(entry_rows(visit, pledge)));
    return visit.page("support-manage", "Your contribution", std::move(fields), std::move(look));
}

Result<http::Response> show(Visit& visit)
{
    return show_pledge(visit, TRY(asked_for(visit)), "", "");
}

Result<http::Response> change(Visit& visit)
{
    auto const pledge = TRY(asked_for(visit));
    auto const offer = TRY(support::load_support_settings(visit.connection)).offer;
    std::string const typed(trimmed(visit.field("amount")));
    auto read = support::read_amount(typed, pledge.currency);
    // Amounts in a currency that is no longer offered stay within what they were.
    auto const currency = offer.currency_or_first(pledge.currency.code);
    if (read.fault == AmountFault::none && currency == pledge.currency)
        read.fault = offer.fault_of(read.minor, pledge.frequency, currency);
    if (currency != pledge.currency)
        return show_pledge(visit, pledge, typed, visit.translated("This currency is no longer offered."));
    if (read.fault != AmountFault::none)
        return show_pledge(visit, pledge, typed,
            amount_trouble(visit, read.fault, offer.amounts(pledge.frequency, currency), currency));
    TRY(contributions_of(visit).change_amount(pledge, read.minor));
    return visit.redirect(TRY(link_path(visit, LinkPurpose::manage, pledge)) + "?notice=changed");
}

Result<http::Response> cancel(Visit& visit)
{
    auto const pledge = TRY(asked_for(visit));
    auto const cancelled = contributions_of(visit).cancel(pledge);
    if (!cancelled.ok()
        && (cancelled.error().code == ErrorCode::database || cancelled.error().code == ErrorCode::internal))
        return cancelled.error();
    if (!cancelled.ok())
        log_warning("a contribution could not be ended: {}", cancelled.error().message);
    return visit.redirect(TRY(link_path(visit, LinkPurpose::manage, pledge)) + "?notice=cancelled");
}

// On the provider's page, which leads back here.
Result<http::Response> change_card(Visit& visit)
{
    auto const pledge = TRY(asked_for(visit));
    auto const path = TRY(link_path(visit, LinkPurpose::manage, pledge));
    auto const address = contributions_of(visit).card_page(pledge, visit.address(path));
    if (address.ok())
        return visit.redirect(*address);
    if (address.error().code == ErrorCode::database || address.error().code == ErrorCode::internal)
        return address.error();
    log_warning("a card could not be changed: {}", address.error().message);
    return visit.redirect(path + "?notice=no-card");
}

constexpr Route routes[] = {
    {http::Method::get, "/support/manage/{}/", show},
    {http::Method::post, "/support/manage/{}/", change},
    {http::Method::post, "/support/manage/{}/cancel/", cancel},
    {http::Method::post, "/support/manage/{}/card/", change_card},
};

} // namespace

Routes support_manage_routes()
{
    return routes;
}

} // namespace broadsheet::desk
