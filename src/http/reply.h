#pragma once

#include "http/response.h"

#include <memory>
#include <string_view>

namespace broadsheet::http {

// A response ready to be written: a head that lacks only Date, Connection and the empty line, then the body's
// bytes or a part of a file. The views live as long as `owner`.
struct Reply {
    int status = 0;
    std::shared_ptr<void const> owner;
    std::string_view head;
    std::string_view body;
    std::shared_ptr<OpenFile const> file;
    std::uint64_t file_offset = 0;
    std::uint64_t file_length = 0;
};

} // namespace broadsheet::http
