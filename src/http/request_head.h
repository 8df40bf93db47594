#pragma once

#include "http/precondition.h"
#include "http/request.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace broadsheet::http {

struct HeaderView {
    std::string_view name;
    std::string_view value;
};

// A checked request head. Its views live as long as the bytes it was read from and until the reader's next
// head.
struct RequestHead {
    Method method = Method::unknown;
    std::string_view target;
    std::string_view path;
    std::string_view query;
    bool has_query = false;
    std::string_view host;
    std::span<HeaderView const> headers;
    Preferences preferences;
    std::string_view expect;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = false;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
    bool is_read() const { return method == Method::get || method == Method::head; }
};

} // namespace broadsheet::http
