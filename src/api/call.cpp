#include "api/call.h"

#include "base/id.h"

#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

json::value text_or_null(std::string const& text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

} // namespace

Refusal not_found_refusal(std::string message)
{
    return {404, "NotFoundError", std::move(message)};
}

Refusal bad_request(std::string message, std::string context, std::string code)
{
    return {400, "BadRequestError", std::move(message), std::move(context), std::move(code)};
}

Refusal unauthorised(std::string message, std::string code)
{
    return {401, "UnauthorizedError", std::move(message), {}, std::move(code)};
}

Refusal refusal_of(Error const& error)
{
    switch (error.code) {
    case ErrorCode::invalid:
    case ErrorCode::conflict:
        return {422, "ValidationError", "Validation error", error.message};
    case ErrorCode::not_found:
        return not_found_refusal(error.message);
    case ErrorCode::forbidden:
        return {403, "NoPermissionError", error.message};
    case ErrorCode::limit:
        return {413, "RequestEntityTooLargeError", "Request too large", error.message};
    case ErrorCode::unavailable:
        return {503, "MaintenanceError", "The newspaper is busy; try again"};
    case ErrorCode::io:
    case ErrorCode::database:
    case ErrorCode::internal:
        break;
    }
    return {500, "InternalServerError", "The newspaper could not do this; its log says why"};
}

http::Response Call::refuse(Refusal const& refusal) const
{
    json::object error{{"message", refusal.message}, {"context", text_or_null(refusal.context)},
        {"type", refusal.type}, {"details", nullptr}, {"property", nullptr}, {"help", nullptr},
        {"code", text_or_null(refusal.code)}, {"id", uuid_of(new_id(services.clock, services.random))},
        {"ghostErrorCode", nullptr}};
    return answer_json(refusal.status, json::object{{"errors", json::array{std::move(error)}}});
}

http::Response answer_nothing()
{
    http::Response response;
    response.status = 204;
    response.content_type.clear();
    response.content_security_policy.clear();
    return response;
}

http::Response answer_json(int status, json::value const& value)
{
    auto response = http::make_response(status, "application/json; charset=utf-8", json::serialize(value));
    response.content_security_policy.clear();
    return response;
}

http::Response answer_one(int status, std::string_view resource, json::object one)
{
    return answer_json(status, json::object{{resource, json::array{std::move(one)}}});
}

http::Response answer_page(
    std::string_view resource, json::array page, Options const& options, std::size_t total)
{
    auto const pages = total == 0 ? 1 : (total + options.limit - 1) / options.limit;
    json::object pagination{{"page", options.page}, {"limit", options.limit}, {"pages", pages},
        {"total", total}, {"next", nullptr}, {"prev", nullptr}};
    if (options.page < pages)
        pagination["next"] = options.page + 1;
    if (options.page > 1)
        pagination["prev"] = options.page - 1;
    return answer_json(200,
        json::object{
            {resource, std::move(page)}, {"meta", json::object{{"pagination", std::move(pagination)}}}});
}

} // namespace broadsheet::api
