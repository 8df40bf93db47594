#include "api/body.h"

#include "exchange/json_fields.h"

#include <fmt/format.h>

namespace broadsheet::api {

std::variant<boost::json::object, Refusal> record_in_body(Call const& call, std::string_view root)
{
    auto const body = exchange::parse_json_object(call.request.body, deepest_json, {});
    if (!body.ok())
        return bad_request("Request not understood", body.error().message);
    auto const* list = body->if_contains(root);
    if (!list || !list->is_array() || list->get_array().size() != 1 || !list->get_array().front().is_object())
        return bad_request(fmt::format("No root key ('{}') provided.", root),
            fmt::format("the body is {{\"{}\": [{{…}}]}}, with one record", root));
    return list->get_array().front().get_object();
}

} // namespace broadsheet::api
