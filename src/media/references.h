#pragma once

#include <string_view>
#include <vector>

namespace broadsheet::media {

// Returns the paths of stored media that a page, feed or style sheet names, whether relative, root-relative
// or absolute, as views into the text that begin at "media/": MediaStore::take's paths without their slash.
// One that is named twice is returned twice.
std::vector<std::string_view> stored_paths_in(std::string_view text);

} // namespace broadsheet::media
