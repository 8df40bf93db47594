// The page a payment provider would host, for the provider that moves no money.
#include "db/transaction.h"
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"
#include "support/providers/demonstration/demonstration.h"

#include <charconv>

namespace broadsheet::desk {

namespace {

using support::Demonstrated;
using support::LinkPurpose;
using support::Status;
using templates::Map;

// Once it is off, nobody who has kept a link adds payments to the newspaper's ledger.
Result<support::Pledge> asked_for(Visit const& visit)
{
    TRY(contributions_of(visit).provider("demonstration"));
    return contributions_of(visit).pledge_of_link(LinkPurpose::demonstration, visit.part(0));
}

Result<void> write_down(Visit const& visit, support::Pledge const& pledge, Demonstrated what)
{
    auto const seen = visit.field("lines");
    std::int64_t lines = -1;
    std::from_chars(seen.data(), seen.data() + seen.size(), lines);
    return db::transaction(visit.connection, db::Access::write,
        [&] { return support::demonstrate(visit.connection, visit.services.clock, pledge, what, lines); });
}

Result<http::Response> show(Visit& visit)
{
    auto const pledge = TRY(asked_for(visit));
    Map fields{{"sum", describe(visit, pledge.amount, pledge.currency, pledge.frequency)},
        {"status", std::string(support::name_of(pledge.status))}, {"is_open", pledge.status == Status::open},
        {"is_running", pledge.is_running()}, {"was_paid", pledge.status == Status::paid},
        {"action", visit.request.path}, {"lines", TRY(support::count_demonstrated(visit.connection, pledge))},
        {"was_declined", visit.query("notice") == "declined"},
        {"thanks", visit.path(TRY(link_path(visit, LinkPurpose::thanks, pledge)))},
        {"again", visit.path("/support/")}};
    if (pledge.is_recurring())
        fields.set("manage", visit.path(TRY(link_path(visit, LinkPurpose::manage, pledge))));
    return visit.page("support-demonstration", "Demonstration of a payment", std::move(fields));
}

Result<http::Response> press(Visit& visit)
{
    auto const pledge = TRY(asked_for(visit));
    auto const pressed = visit.field("press");
    bool const may_pay = pledge.status == Status::open || pledge.is_running();
    if (pressed == "pay" && may_pay)
        TRY(write_down(visit, pledge, Demonstrated::paid));
    else if (pressed == "decline" && pledge.is_running())
        TRY(write_down(visit, pledge, Demonstrated::failed));
    else if (pressed == "refund" && pledge.status == Status::paid)
        TRY(write_down(visit, pledge, Demonstrated::refunded));
    auto const looked = TRY(contributions_of(visit).look(pledge));
    if (pledge.status == Status::open && looked.status != Status::open)
        return visit.redirect(TRY(link_path(visit, LinkPurpose::thanks, pledge)));
    return visit.redirect("/support/demonstration/" + std::string(visit.part(0))
        + (pressed == "decline" ? "/?notice=declined" : "/"));
}

constexpr Route routes[] = {
    {http::Method::get, "/support/demonstration/{}/", show},
    {http::Method::post, "/support/demonstration/{}/", press},
};

} // namespace

Routes support_demonstration_routes()
{
    return routes;
}

} // namespace broadsheet::desk
