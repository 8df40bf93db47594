#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

struct MultipartLimits {
    std::size_t parts = 20;
    std::size_t head_bytes = 8 * 1024; // of one part's header fields
};

// One field of a posted form. The content is borrowed from the body.
struct Part {
    std::string name;
    std::string file_name; // as the client says: never to be used as a path; "": no file
    std::string_view content;
};

// Reads multipart/form-data as browsers and Ghost's client write it (https://www.rfc-editor.org/rfc/rfc7578).
// Errors: `invalid` where it is not well formed, `limit`.
Result<std::vector<Part>> parse_multipart(
    std::string_view content_type, std::string_view body, MultipartLimits const& = {});

} // namespace broadsheet::http
