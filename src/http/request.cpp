#include "http/request.h"

#include "base/ascii.h"
#include "http/target.h"

#include <algorithm>
#include <array>

namespace broadsheet::http {

std::string_view name_of(Method method)
{
    static constexpr std::array<std::string_view, 10> names{
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", ""};
    return names[static_cast<std::size_t>(method)];
}

std::optional<std::string_view> Request::header(std::string_view name) const
{
    for (auto const& header : headers) {
        if (equals_ignoring_case(header.name, name))
            return header.value;
    }
    return std::nullopt;
}

Result<Request> make_request(Method method, std::string_view target, std::string body)
{
    std::string buffer;
    auto parsed = parse_target(target, method, buffer);
    if (!parsed)
        return invalid("request target: not a valid path");
    Request request;
    request.method = method;
    request.target = target;
    request.path = parsed->path;
    request.query = parsed->query;
    request.host = parsed->authority;
    request.body = std::move(body);
    return request;
}

} // namespace broadsheet::http
