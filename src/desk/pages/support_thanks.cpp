// After paying: thanks, the receipt, and having it sent.
#include "base/ascii.h"
#include "db/transaction.h"
#include "desk/pages/flood.h"
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"
#include "desk/typed_address.h"
#include "support/forgetting.h"
#include "support/letters.h"
#include "support/providers/bank/bank.h"
#include "support/receipts.h"
#include "support/thanks.h"

#include <algorithm>

namespace broadsheet::desk {

namespace {

using support::LinkPurpose;
using support::Status;
using templates::Map;

// The newest payment, if there is one.
std::optional<support::Entry> last_payment(std::vector<support::Entry> const& entries)
{
    auto const found
        = std::find_if(entries.rbegin(), entries.rend(), [](auto const& entry) { return entry.is_income(); });
    return found == entries.rend() ? std::nullopt : std::optional(*found);
}

struct Shown {
    support::Pledge pledge;
    std::optional<support::Entry> payment;
    std::string code; // of the receipt
};

std::string_view state_of(Shown const& shown)
{
    switch (shown.pledge.status) {
    case Status::open:
        return "waiting";
    case Status::expired:
        return "expired";
    case Status::cancelled:
        return shown.payment ? "paid" : "withdrawn";
    default:
        return "paid";
    }
}

// What was given is no longer, or not quite, what is promised.
bool is_other_than_agreed(Shown const& shown)
{
    return shown.payment && shown.payment->moved != shown.pledge.amount;
}

// What was given, as its receipt says, or what was promised.
std::string sum_of(Visit const& visit, Shown const& shown)
{
    if (is_other_than_agreed(shown))
        return support::format_amount(shown.payment->moved, shown.payment->currency, visit.language);
    return describe(visit, shown.pledge.amount, shown.pledge.currency, shown.pledge.frequency);
}

std::string_view title_of(std::string_view state)
{
    return state == "waiting" ? "Almost there" : state == "withdrawn" ? "This has ended" : "Thank you";
}

Result<Shown> look(Visit const& visit)
{
    auto contributions = contributions_of(visit);
    Shown shown;
    shown.pledge = TRY(contributions.pledge_of_link(LinkPurpose::thanks, visit.part(0)));
    // The provider may not answer now: what is paid is found by reconciliation.
    if (auto looked = contributions.look(shown.pledge); looked.ok())
        shown.pledge = std::move(*looked);
    auto const entries = TRY(support::Ledger(visit.connection).of(shown.pledge));
    shown.payment = last_payment(entries);
    if (shown.payment)
        shown.code = TRY(support::find_receipt_code(visit.connection, *shown.payment)).value_or("");
    return shown;
}

Result<http::Response> show_thanks(
    Visit const& visit, Shown const& shown, std::string const& address, std::string const& trouble)
{
    auto const& pledge = shown.pledge;
    auto const thanks = TRY(link_path(visit, LinkPurpose::thanks, pledge));
    Map fields{{"state", std::string(state_of(shown))}, {"sum", sum_of(visit, shown)}, {"code", shown.code},
        {"action", visit.path(thanks)}, {"again", visit.path("/support/")}, {"address", address},
        {"trouble", trouble}, {"was_sent", visit.query("sent") == "1"},
        {"has_address", !pledge.receipt_to.empty()}};
    if (!shown.code.empty())
        fields.set("receipt", visit.path("/support/receipt/" + shown.code + "/"));
    fields.set("was_unnamed", visit.query("unnamed") == "1");
    fields.set("was_forgotten", visit.query("forgotten") == "1" && pledge.receipt_to.empty());
    if (!pledge.receipt_to.empty())
        fields.set("forget", visit.path(thanks) + "forget/");
    if (TRY(support::may_be_shown(visit.connection, pledge)))
        fields.set("unname", visit.path(thanks) + "unname/");
    if (pledge.is_recurring()) {
        fields.set("manage", visit.path(TRY(link_path(visit, LinkPurpose::manage, pledge))));
        if (pledge.is_running() && is_other_than_agreed(shown))
            fields.set("agreed", describe(visit, pledge.amount, pledge.currency, pledge.frequency));
    }
    if (pledge.provider == support::bank_kind.name && pledge.status == Status::open) {
        fields.set("transfer", visit.path(TRY(transfer_path(visit, pledge))));
        fields.set("withdraw", visit.path(thanks) + "withdraw/");
    }
    Visit::Look look{trouble.empty() ? 200 : 422};
    if (state_of(shown) == "paid")
        look.given = name_of(pledge.frequency);
    return visit.page("support-thanks", title_of(state_of(shown)), std::move(fields), std::move(look));
}

Result<http::Response> show(Visit& visit)
{
    return show_thanks(visit, TRY(look(visit)), "", "");
}

// The address goes into one letter and is kept nowhere.
Result<http::Response> send_receipt(Visit& visit)
{
    auto const shown = TRY(look(visit));
    std::string const address(trimmed(visit.field("address")));
    constexpr auto incomplete = "This is no complete mail address, such as name@example.org.";
    auto const trouble = trouble_with_address(address, incomplete);
    if (!shown.payment || !trouble.empty())
        return show_thanks(visit, shown, address, visit.translated(trouble.empty() ? incomplete : trouble));
    if (auto const may = check_not_too_often(visit, address); !may.ok())
        return show_thanks(visit, shown, address, visit.translated(may.error().message));
    auto const subject
        = TRY(support::letter_subject(visit.connection, visit.settings, shown.pledge, *shown.payment));
    auto letter = TRY(visit.services.support_letters.write(subject, address));
    letter.key.clear(); // each press is a letter of its own
    TRY(visit.services.post.hand_over(std::move(letter)));
    return visit.redirect(TRY(link_path(visit, LinkPurpose::thanks, shown.pledge)) + "?sent=1");
}

Result<http::Response> forget(Visit& visit)
{
    auto const pledge = TRY(contributions_of(visit).pledge_of_link(LinkPurpose::thanks, visit.part(0)));
    TRY(db::transaction(visit.connection, db::Access::write,
        [&] { return support::forget_address(visit.connection, visit.services.random, pledge); }));
    return visit.redirect(TRY(link_path(visit, LinkPurpose::thanks, pledge)) + "?forgotten=1");
}

// Whoever was to send money tells that none will come. What would name them goes at once.
Result<http::Response> withdraw(Visit& visit)
{
    auto contributions = contributions_of(visit);
    auto const pledge = TRY(contributions.pledge_of_link(LinkPurpose::thanks, visit.part(0)));
    auto const ended = TRY(contributions.cancel(pledge));
    if (ended.status == Status::cancelled)
        TRY(db::transaction(visit.connection, db::Access::write,
            [&] { return support::forget_person(visit.connection, visit.services.random, ended); }));
    return visit.redirect(TRY(link_path(visit, LinkPurpose::thanks, pledge)));
}

Result<http::Response> show_receipt(Visit& visit)
{
    auto const payment = TRY(support::find_receipt(visit.connection, visit.part(0)));
    auto const pledge = TRY(contributions_of(visit).pledges().find_number(payment.pledge));
    std::int64_t returned = 0;
    for (auto const& entry : TRY(support::Ledger(visit.connection).of(pledge)))
        if (!entry.is_income() && entry.payment_name() == payment.payment_name())
            returned -= entry.moved;
    Map fields{{"amount", support::format_amount(payment.moved, payment.currency, visit.language)},
        {"currency", std::string(payment.currency.code)}, {"day", TRY(readable_day(visit, payment.day))},
        {"is_recurring", pledge.is_recurring()}, {"code", std::string(visit.part(0))}};
    if (TRY(support::Ledger(visit.connection).counter_entry(payment)))
        fields.set("was_wrong", true);
    if (returned > 0)
        fields.set("returned", support::format_amount(returned, payment.currency, visit.language));
    return visit.page("support-receipt", "Receipt", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/support/thanks/{}/", show},
    {http::Method::post, "/support/thanks/{}/", send_receipt},
    {http::Method::post, "/support/thanks/{}/forget/", forget},
    {http::Method::post, "/support/thanks/{}/withdraw/", withdraw},
    {http::Method::get, "/support/receipt/{}/", show_receipt},
};

} // namespace

Routes support_thanks_routes()
{
    return routes;
}

} // namespace broadsheet::desk
