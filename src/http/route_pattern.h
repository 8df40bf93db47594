#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace broadsheet::http {

// Returns the segments that the {} of a pattern ("/staff/{}/") stand for, if the path is of that pattern.
// Each {} is one whole segment. They are views of `path`.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path);

} // namespace broadsheet::http
