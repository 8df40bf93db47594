#pragma once

#include "base/result.h"

#include <cstdint>
#include <string_view>

namespace broadsheet::templates {

// Returns the error with "file:line:column: " before its message. Lines and columns (of bytes) count from 1.
Error located(Error, std::string_view file, std::string_view source, std::uint32_t offset);

} // namespace broadsheet::templates
