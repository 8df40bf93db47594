// Ghost's users are those who write; here they are the bylines. Who signs in is nobody's business.
#include "api/admin_routes.h"
#include "api/records.h"

namespace broadsheet::api {

namespace {

using http::Method;
using site::RecordQuery;

Result<http::Response> browse(Call const& call, staff::Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    return browse_records(call, reader.snapshot(), RecordQuery::Kind::bylines, Audience::newsroom);
}

Result<http::Response> read(Call const& call, staff::Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    return read_record(call, reader.snapshot(), RecordQuery::Kind::bylines, Audience::newsroom);
}

constexpr AdminRoute routes[] = {
    {Method::get, "users", browse},
    {Method::get, "users/{}", read},
    {Method::get, "users/slug/{}", read},
};

} // namespace

std::span<AdminRoute const> user_routes()
{
    return routes;
}

} // namespace broadsheet::api
