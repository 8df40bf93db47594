// A link in an issue whose newsletter counts how often each is followed.
#include "base/whole_number.h"
#include "desk/pages/pages.h"
#include "desk/visit.h"
#include "newsletter/issue_links.h"

namespace broadsheet::desk {

namespace {

// Where it leads is kept with the issue, so that nobody can make the address lead anywhere else.
Result<http::Response> follow(Visit& visit)
{
    auto const issue = whole_number(visit.part(0)).value_or(0);
    auto const number = whole_number(visit.part(1)).value_or(0);
    auto const target = TRY(newsletter::find_link(visit.connection, issue, number));
    if (!target)
        return not_found("There is no such link in our letters.");
    auto response = visit.redirect(target->address);
    if (target->is_counted)
        response.views = visit.services.links.of(issue, number);
    return response;
}

constexpr Route routes[] = {
    {http::Method::get, "/newsletter/link/{}/{}/", follow},
};

} // namespace

Routes newsletter_link_routes()
{
    return routes;
}

} // namespace broadsheet::desk
