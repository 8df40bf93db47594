#include "http/response_head.h"

#include "base/ascii.h"
#include "http/http_date.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::http {

namespace {

// X-Frame-Options says again, for old browsers, what frame-ancestors says.
constexpr std::string_view security_headers = "X-Content-Type-Options: nosniff\r\n"
                                              "X-Frame-Options: DENY\r\n"
                                              "Permissions-Policy: camera=(), geolocation=(), "
                                              "microphone=(), payment=(), usb=(), browsing-topics=()\r\n"
                                              "Cross-Origin-Opener-Policy: same-origin\r\n";

// Where a reader goes from here, nobody learns whence. A page whose own address is a secret says more, and of
// two policies in one response browsers would take the last.
constexpr std::string_view referrer_policy = "Referrer-Policy";

bool has_header(Response const& response, std::string_view name)
{
    return std::ranges::any_of(
        response.headers, [&](Header const& header) { return equals_ignoring_case(header.name, name); });
}

bool is_field_value(std::string_view value)
{
    return std::ranges::none_of(value, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_field_name(std::string_view name)
{
    return !name.empty()
        && std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ").append(value).append("\r\n");
}

void append_body_fields(std::string& out, Response const& response, HeadDetails const& details)
{
    if (!response.content_type.empty())
        append_field(out, "Content-Type", response.content_type);
    if (details.content_length)
        append_field(out, "Content-Length", fmt::to_string(*details.content_length));
    if (details.coding != ContentCoding::identity)
        append_field(out, "Content-Encoding", name_of(details.coding));
    if (!details.content_range.empty())
        append_field(out, "Content-Range", details.content_range);
}

} // namespace

std::string serialise_head(Response const& response, HeadDetails const& details)
{
    std::string out = fmt::format("HTTP/1.1 {} {}\r\n", details.status, reason_phrase(details.status));
    if (details.status != 304)
        append_body_fields(out, response, details);
    if (!details.etag.empty())
        append_field(out, "ETag", details.etag);
    if (response.last_modified)
        append_field(out, "Last-Modified", view_of(format_http_date(*response.last_modified)));
    if (details.varies)
        append_field(out, "Vary", "Accept-Encoding");
    if (details.accepts_ranges)
        append_field(out, "Accept-Ranges", "bytes");
    for (auto const& header : response.headers)
        append_field(out, header.name, header.value);
    if (!response.content_security_policy.empty())
        append_field(out, "Content-Security-Policy", response.content_security_policy);
    if (!has_header(response, referrer_policy))
        append_field(out, referrer_policy, "same-origin");
    out += security_headers;
    return out;
}

bool is_sendable(Response const& response)
{
    if (response.status < 200 || response.status > 599)
        return false;
    // The server frames the message; a second opinion about its length is how responses get split.
    for (auto const* name : {"Content-Length", "Transfer-Encoding", "Connection", "Date"}) {
        if (has_header(response, name))
            return false;
    }
    return is_field_value(response.content_type) && is_field_value(response.content_security_policy)
        && is_field_value(response.etag) && response.etag.find('"') == std::string::npos
        && std::ranges::all_of(response.headers,
            [](Header const& header) { return is_field_name(header.name) && is_field_value(header.value); });
}

std::string quoted_etag(std::string_view opaque, ContentCoding coding)
{
    if (opaque.empty())
        return {};
    auto const name = name_of(coding);
    return fmt::format("\"{}{}{}\"", opaque, name.empty() ? "" : "-", name);
}

} // namespace broadsheet::http
