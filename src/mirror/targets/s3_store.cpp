#include "mirror/targets/s3_store.h"

#include "base/encoding.h"
#include "mirror/media_type.h"
#include "mirror/targets/s3_answer.h"
#include "mirror/targets/s3_parts.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::chrono::seconds longest_empty_request{300};
constexpr std::uint64_t slowest_upload = std::uint64_t{64} * 1024; // bytes a second
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

} // namespace

S3Store::S3Store(S3Place place, http::Client& client, Clock const& clock)
    : place_(std::move(place))
    , client_(client)
    , clock_(clock)
    , host_(host_of(place_.endpoint))
{
}

Result<http::ClientResponse> S3Store::send(
    http::ClientRequest request, std::string_view name, std::string const& query)
{
    request.url = fmt::format("{}/{}/{}{}{}", place_.endpoint, place_.bucket,
        percent_encode(place_.prefix + std::string(name), "/"), query.empty() ? "" : "?", query);
    request.timeout = std::max<std::chrono::milliseconds>(request.timeout,
        longest_empty_request + std::chrono::seconds(request.file ? request.file->size / slowest_upload : 0));
    if (request.file)
        request.stall_timeout = longest_stall;
    TRY(http::sign_for_aws(request, place_.credentials, clock_.now()));
    return client_.send(request);
}

Result<void> S3Store::put_whole(std::string_view name, http::FileBody const& file)
{
    http::ClientRequest request;
    request.method = http::Method::put;
    request.headers.push_back({"Content-Type", type_of(name)});
    request.file = file;
    auto const response = TRY(send(std::move(request), name));
    return response.is_success() ? Result<void>() : Result<void>(refusal(response));
}

Result<void> S3Store::put_parts(std::string_view name, http::FileBody const& file)
{
    auto const part_size = TRY(part_size_of(file.size, place_.largest_request));
    return put_in_parts([&](http::ClientRequest request,
                            std::string const& query) { return send(std::move(request), name, query); },
        file, part_size, type_of(name));
}

Result<void> S3Store::put(std::string_view name, http::FileBody const& file)
{
    auto const done = file.size > place_.largest_request ? put_parts(name, file) : put_whole(name, file);
    if (done.ok())
        return {};
    return Error(done.error()).within(fmt::format("{} did not take {}", host_, name));
}

Result<void> S3Store::remove(std::string_view name)
{
    http::ClientRequest request;
    request.method = http::Method::delete_;
    auto const response = TRY(send(std::move(request), name));
    if (response.is_success() || response.status == 404)
        return {};
    return refusal(response).within(fmt::format("{} did not delete {}", host_, name));
}

} // namespace broadsheet::mirror
