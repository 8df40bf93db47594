// Supporters thanked by name, where the newspaper does that and they want it.
#include "db/transaction.h"
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"
#include "support/thanks.h"

namespace broadsheet::desk {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

Result<http::Response> show(Visit& visit)
{
    auto const page = TRY(support::load_thanks_page(visit.connection));
    if (!page.is_on)
        return not_found("There is no such page.");
    Array names;
    for (auto const& name : page.names)
        names.push_back(Value(name.text));
    Map fields{{"support", visit.path("/support/")}};
    fields.set("names", Value::make<Array>(std::move(names)));
    return visit.page("support-names", "Our supporters", std::move(fields));
}

Result<http::Response> take_off(Visit& visit)
{
    auto const pledge
        = TRY(contributions_of(visit).pledge_of_link(support::LinkPurpose::thanks, visit.part(0)));
    TRY(db::transaction(visit.connection, db::Access::write,
        [&] { return support::take_name_off(visit.connection, visit.services.random, pledge); }));
    return visit.redirect(TRY(link_path(visit, support::LinkPurpose::thanks, pledge)) + "?unnamed=1");
}

constexpr Route routes[] = {
    {http::Method::get, "/support/names/", show},
    {http::Method::post, "/support/thanks/{}/unname/", take_off},
};

} // namespace

Routes support_name_routes()
{
    return routes;
}

} // namespace broadsheet::desk
