#pragma once

#include "admin/visit.h"

#include <cstdint>

namespace broadsheet::admin {

// Returns so many bytes in the visitor's language: "3 kB", "1.5 MB", «72,6 ГБ»; a little is never nothing.
std::string size_text(Visit const&, std::int64_t bytes);

} // namespace broadsheet::admin
