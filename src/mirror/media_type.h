#pragma once

#include <string>
#include <string_view>

namespace broadsheet::mirror {

// Returns the media type without parameters of a page's content type.
std::string without_parameters(std::string_view content_type);

// Returns the media type that a file's name tells; application/octet-stream where it tells none.
std::string_view media_type_of(std::string_view name);

} // namespace broadsheet::mirror
