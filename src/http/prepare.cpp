#include "http/prepare.h"

#include "base/log.h"
#include "http/response_head.h"

#include <fmt/format.h>

namespace broadsheet::http {

namespace {

// Keeps what a Reply's views point into.
struct Prepared {
    std::string head;
    std::shared_ptr<std::string const> body;
};

std::uint64_t size_of(Body const& body)
{
    if (auto const* text = std::get_if<std::shared_ptr<std::string const>>(&body))
        return *text ? (*text)->size() : 0;
    return std::get<std::shared_ptr<OpenFile const>>(body)->size();
}

bool has_no_body(int status)
{
    return status == 204 || status == 304;
}

Reply assemble(Response response, HeadDetails details, ByteRange part, bool send_body)
{
    auto prepared = std::make_shared<Prepared>();
    if (!has_no_body(details.status))
        details.content_length = part.length;
    prepared->head = serialise_head(response, details);
    Reply reply;
    reply.status = details.status;
    reply.head = prepared->head;
    if (send_body && !has_no_body(details.status) && part.length > 0) {
        if (auto* text = std::get_if<std::shared_ptr<std::string const>>(&response.body)) {
            prepared->body = std::move(*text);
            reply.body = std::string_view(*prepared->body).substr(part.offset, part.length);
        } else {
            reply.file = std::move(std::get<std::shared_ptr<OpenFile const>>(response.body));
            reply.file_offset = part.offset;
            reply.file_length = part.length;
        }
    }
    reply.owner = std::move(prepared);
    return reply;
}

} // namespace

Reply prepare(Response response, Preferences const& preferences, bool is_read)
{
    if (!is_sendable(response)) {
        log_error(
            "a response with status {} or one of its headers cannot be sent; answered 500", response.status);
        response = make_error(500);
    }
    if (response.views && !preferences.head_only)
        response.views->fetch_add(1, std::memory_order_relaxed);
    HeadDetails details;
    details.status = response.status;
    details.etag = quoted_etag(response.etag, ContentCoding::identity);
    auto const size = size_of(response.body);
    ByteRange part{0, size};
    if (!is_read || response.status != 200)
        return assemble(std::move(response), details, part, !preferences.head_only);

    Validators const validators{details.etag, response.last_modified};
    details.accepts_ranges = std::holds_alternative<std::shared_ptr<OpenFile const>>(response.body);
    if (is_not_modified(preferences, validators)) {
        details.status = 304;
    } else if (details.accepts_ranges && !preferences.head_only && range_applies(preferences, validators)) {
        auto const outcome = parse_range(preferences.range, size, part);
        if (outcome == RangeOutcome::part) {
            details.status = 206;
            details.content_range
                = fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.length - 1, size);
        } else if (outcome == RangeOutcome::unsatisfiable) {
            details.status = 416;
            details.content_range = fmt::format("bytes */{}", size);
            part = {};
        }
    }
    return assemble(std::move(response), details, part, !preferences.head_only);
}

Reply prepare_error(int status)
{
    return prepare(make_error(status), {}, false);
}

} // namespace broadsheet::http
