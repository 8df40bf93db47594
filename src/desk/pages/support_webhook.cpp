// What payment providers tell by themselves.
#include "desk/pages/giving.h"
#include "desk/pages/pages.h"

namespace broadsheet::desk {

namespace {

// Answered only once it is saved: what is answered, the provider does not tell again.
Result<http::Response> take(Visit& visit)
{
    auto const taken = contributions_of(visit).take_event(visit.part(0), visit.request);
    if (taken.ok())
        return http::make_response(200, "text/plain; charset=utf-8", "");
    switch (taken.error().code) {
    case ErrorCode::not_found:
        return http::make_error(404);
    case ErrorCode::forbidden:
    case ErrorCode::invalid:
        return http::make_response(400, "text/plain; charset=utf-8", taken.error().message + "\n");
    default:
        return taken.error();
    }
}

constexpr Route routes[] = {
    {http::Method::post, "/support/webhook/{}/", take},
};

} // namespace

Routes support_webhook_routes()
{
    return routes;
}

} // namespace broadsheet::desk
