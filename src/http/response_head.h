#pragma once

#include "http/content_coding.h"
#include "http/response.h"

#include <string>

namespace broadsheet::http {

// What the head says beyond the Response itself.
struct HeadDetails {
    int status = 200;
    std::optional<std::uint64_t> content_length;
    ContentCoding coding = ContentCoding::identity;
    std::string etag; // quoted
    bool varies = false; // whether other codings of the same response exist
    bool accepts_ranges = false;
    std::string content_range;
};

// Returns status line and header fields, with the security headers every response carries, up to but without
// Date, Connection and the empty line.
std::string serialise_head(Response const&, HeadDetails const&);

// Returns whether the response can be sent: a known status, and no header with a control character in it.
bool is_sendable(Response const&);

// Returns the quoted ETag of a coding: each has its own. "" for "".
std::string quoted_etag(std::string_view opaque, ContentCoding);

} // namespace broadsheet::http
