#include "mirror/targets/s3_store.h"

#include "base/encoding.h"
#include "mirror/media_type.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html
constexpr std::uint64_t most_bytes = std::uint64_t{5} << 30;
constexpr std::chrono::seconds longest_empty_request{300};
constexpr std::uint64_t slowest_upload = 64 * 1024; // bytes a second
constexpr std::chrono::minutes longest_stall{2};

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

Result<http::ClientResponse> S3Store::send(http::ClientRequest request, std::string_view name)
{
    request.url = fmt::format(
        "{}/{}/{}", place_.endpoint, place_.bucket, percent_encode(place_.prefix + std::string(name), "/"));
    request.timeout = longest_empty_request
        + std::chrono::seconds(request.file ? request.file->size / slowest_upload : 0);
    request.stall_timeout = longest_stall;
    TRY(http::sign_for_aws(request, place_.credentials, clock_.now()));
    return client_.send(request);
}

Result<void> S3Store::put(std::string_view name, http::FileBody const& file)
{
    if (file.size > most_bytes)
        return limit_reached(
            fmt::format("{} has {} bytes, and {} takes at most {} in one request: make editions of a section "
                        "or a year (`broadsheet takeaway … --section SLUG --year YEAR`), or copy the mirror "
                        "with a command that sends parts",
                name, file.size, host_, most_bytes));
    http::ClientRequest request;
    request.method = http::Method::put;
    request.headers.push_back({"Content-Type", type_of(name)});
    request.file = file;
    auto const response = TRY(send(std::move(request), name));
    if (response.is_success())
        return {};
    return Error{response.status >= 500 ? ErrorCode::unavailable : ErrorCode::forbidden,
        fmt::format("{} did not take {}: status {}{}", host_, name, response.status, code_in(response.body))};
}

Result<void> S3Store::remove(std::string_view name)
{
    http::ClientRequest request;
    request.method = http::Method::delete_;
    auto const response = TRY(send(std::move(request), name));
    if (response.is_success() || response.status == 404)
        return {};
    return Error{response.status >= 500 ? ErrorCode::unavailable : ErrorCode::forbidden,
        fmt::format(
            "{} did not delete {}: status {}{}", host_, name, response.status, code_in(response.body))};
}

} // namespace broadsheet::mirror
