// Where to transfer money to, and with which reference.
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"
#include "support/providers/bank/bank.h"
#include "support/providers/bank/reference.h"

namespace broadsheet::desk {

namespace {

using support::LinkPurpose;
using templates::Map;

Result<http::Response> show(Visit& visit)
{
    auto const pledge = TRY(contributions_of(visit).pledge_of_link(LinkPurpose::thanks, visit.part(0)));
    if (pledge.provider != "bank")
        return not_found("This link does not work");
    auto const account = TRY(support::load_bank_account(visit.connection));
    Map fields{{"sum", describe(visit, pledge.amount, pledge.currency, pledge.frequency)},
        {"amount", support::format_amount(pledge.amount, pledge.currency, visit.language)},
        {"holder", account.holder}, {"iban", account.iban}, {"bic", account.bic}, {"bank", account.bank},
        {"reference", support::spaced_reference(pledge.reference)}, {"is_recurring", pledge.is_recurring()},
        {"is_mailed", visit.query("mailed") == "1"},
        {"thanks", visit.path(TRY(link_path(visit, LinkPurpose::thanks, pledge)))}};
    return visit.page("support-transfer", "Transfer it from your bank", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/support/transfer/{}/", show},
};

} // namespace

Routes support_transfer_routes()
{
    return routes;
}

} // namespace broadsheet::desk
