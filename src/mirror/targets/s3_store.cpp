#include "mirror/targets/s3_store.h"

#include "base/encoding.h"
#include "mirror/media_type.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

std::string host_of(std::string_view endpoint)
{
    auto host = endpoint.substr(std::min(endpoint.find("://"), endpoint.size()));
    host.remove_prefix(std::min<std::size_t>(3, host.size()));
    return std::string(host.substr(0, host.find('/')));
}

// What a browser that reads from the bucket is told.
std::string type_of(std::string_view name)
{
    std::string type(media_type_of(name));
    return type.starts_with("text/") ? type + "; charset=utf-8" : type;
}

// S3 says why in XML: <Error><Code>AccessDenied</Code>…
std::string code_in(std::string_view body)
{
    constexpr std::string_view open = "<Code>";
    auto const begin = body.find(open);
    if (begin == body.npos)
        return "";
    auto const code = body.substr(begin + open.size());
    return " (" + std::string(code.substr(0, std::min<std::size_t>(code.find('<'), 60))) + ")";
}

} // namespace

S3Store::S3Store(S3Place place, http::Client& client, Clock const& clock)
    : place_(std::move(place))
    , client_(client)
    , clock_(clock)
    , host_(host_of(place_.endpoint))
{
}

Result<http::ClientResponse> S3Store::send(
    http::Method method, std::string_view name, std::string_view content)
{
    http::ClientRequest request;
    request.method = method;
    request.url = fmt::format(
        "{}/{}/{}", place_.endpoint, place_.bucket, percent_encode(place_.prefix + std::string(name), "/"));
    if (method == http::Method::put)
        request.headers.push_back({"Content-Type", type_of(name)});
    request.body = content;
    request.timeout = std::chrono::minutes(5);
    TRY(http::sign_for_aws(request, place_.credentials, clock_.now()));
    return client_.send(request);
}

Result<void> S3Store::put(std::string_view name, std::string_view content)
{
    auto const response = TRY(send(http::Method::put, name, content));
    if (response.is_success())
        return {};
    return Error{response.status >= 500 ? ErrorCode::unavailable : ErrorCode::forbidden,
        fmt::format("{} did not take {}: status {}{}", host_, name, response.status, code_in(response.body))};
}

Result<void> S3Store::remove(std::string_view name)
{
    auto const response = TRY(send(http::Method::delete_, name, ""));
    if (response.is_success() || response.status == 404)
        return {};
    return Error{response.status >= 500 ? ErrorCode::unavailable : ErrorCode::forbidden,
        fmt::format(
            "{} did not delete {}: status {}{}", host_, name, response.status, code_in(response.body))};
}

} // namespace broadsheet::mirror
