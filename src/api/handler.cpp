#include "api/handler.h"

#include "api/admin.h"
#include "api/content.h"
#include "base/log.h"

#include <algorithm>

namespace broadsheet::api {

namespace {

using http::Method;

constexpr std::string_view prefix = "/ghost/api/";
constexpr std::string_view version = "v5.0";

std::vector<std::string_view> segments(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        auto const part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (!part.empty())
            parts.push_back(part);
    }
    return parts;
}

// A path below /ghost/api/.
struct Target {
    std::string_view api; // "content", "admin" or what there is none of
    std::vector<std::string_view> parts; // behind it
};

// Clients from before Ghost 5 name a version in the path: /ghost/api/v3/content/posts/.
bool is_version(std::string_view part)
{
    constexpr std::string_view versions[] = {"v2", "v3", "v4", "v5", "canary"};
    return std::ranges::find(versions, part) != std::end(versions);
}

Target target_of(std::string_view path)
{
    auto parts = segments(path.substr(std::min(prefix.size(), path.size())));
    if (!parts.empty() && is_version(parts.front()))
        parts.erase(parts.begin());
    if (parts.empty())
        return {};
    auto const api = parts.front();
    parts.erase(parts.begin());
    return {api, std::move(parts)};
}

// What a browser asks before it lets a page of another site read the content API.
http::Response answer_preflight()
{
    auto response = answer_nothing();
    response.headers = {{"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"},
        {"Access-Control-Allow-Headers", "Accept-Version, Content-Type"},
        {"Access-Control-Max-Age", "86400"}};
    return response;
}

Result<http::Response> answer(Call& call, Target const& target)
{
    if (target.api == "content")
        return call.request.method == Method::options ? answer_preflight() : answer_content(call);
    if (target.api == "admin")
        return answer_admin(call);
    return call.refuse(not_found_refusal("Resource not found"));
}

void add_headers(http::Response& response, Target const& target)
{
    response.headers.push_back({"Content-Version", std::string(version)});
    if (target.api == "content") {
        response.headers.push_back({"Access-Control-Allow-Origin", "*"});
        response.headers.push_back({"Cache-Control", "public, max-age=0"});
    } else
        response.headers.push_back({"Cache-Control", "no-store"});
}

} // namespace

http::Response ApiHandler::handle(http::Request const& request)
{
    auto const target = target_of(request.path);
    Call call{services_, request, target.parts, parse_form(request.query), {}};
    auto answered = answer(call, target);
    if (!answered.ok()) {
        auto const refusal = refusal_of(answered.error());
        // The target is not logged: it holds a key.
        if (refusal.status == 500)
            log_error("the API: {}", answered.error().message);
        answered = call.refuse(refusal);
    }
    add_headers(*answered, target);
    return std::move(answered).value();
}

std::vector<Method> ApiHandler::methods(std::string_view path) const
{
    auto const target = target_of(path);
    if (target.api == "admin")
        return admin_methods(target.parts);
    if (target.api == "content")
        return {Method::get, Method::options};
    return {Method::get};
}

} // namespace broadsheet::api
