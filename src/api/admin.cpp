#include "api/admin.h"

#include "api/admin_routes.h"
#include "api/admission.h"
#include "api/resources.h"

#include <algorithm>
#include <boost/json.hpp>

namespace broadsheet::api {

namespace {

using Parts = std::vector<std::string_view>;

bool is_of_pattern(std::string_view pattern, Parts const& parts)
{
    for (auto part : parts) {
        if (pattern.empty())
            return false;
        auto const wanted = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(std::min(wanted.size() + 1, pattern.size()));
        if (wanted != "{}" && wanted != part)
            return false;
    }
    return pattern.empty();
}

// Calls `visit` with each route whose path this is.
template <typename Visit>
void for_each_route(Parts const& parts, Visit&& visit)
{
    for (auto routes : {post_routes(), tag_routes(), user_routes(), image_routes(), webhook_routes()})
        for (auto const& route : routes)
            if (is_of_pattern(route.pattern, parts))
                visit(route);
}

bool is_site(Parts const& parts)
{
    return parts.size() == 1 && parts.front() == "site";
}

// What anybody may know: clients ask it to see whether this is a newspaper at all.
Result<http::Response> read_site(Call const& call)
{
    auto const reader = TRY(call.services.site.read());
    return answer_json(200,
        boost::json::object{{"site", site_object({reader.catalogue(), call.options, Audience::newsroom})}});
}

Result<Admission> admit(Call const& call)
{
    auto const connection = TRY(call.services.database.connect());
    return admit_by_token(call, *connection);
}

} // namespace

Result<http::Response> answer_admin(Call& call)
{
    if (is_site(call.parts))
        return read_site(call);
    auto const admission = TRY(admit(call));
    if (auto const* refusal = std::get_if<Refusal>(&admission))
        return call.refuse(*refusal);
    AdminRoute const* found = nullptr;
    for_each_route(call.parts, [&](AdminRoute const& route) {
        if (!found && route.method == call.request.method)
            found = &route;
    });
    if (!found)
        return call.refuse(not_found_refusal("Resource not found"));
    call.options = TRY(read_options(call.query));
    return found->answer(call, std::get<staff::Integration>(admission));
}

std::vector<http::Method> admin_methods(Parts const& parts)
{
    std::vector<http::Method> methods{http::Method::get};
    for_each_route(parts, [&](AdminRoute const& route) {
        if (std::ranges::find(methods, route.method) == methods.end())
            methods.push_back(route.method);
    });
    return methods;
}

} // namespace broadsheet::api
