#pragma once

#include "media/picture.h"

namespace broadsheet::media {

// Reads what the program that decodes pictures writes: for each rendition a line "width height type extension
// size" and so many bytes. It has decoded hostile bytes, so it is not believed: refused is whatever is not
// the picture in a known form, by its own first bytes too, and then exactly the variants that variants_of()
// will name.
Result<std::vector<Rendition>> parse_renditions(std::string_view output, PictureLimits const& = {});

} // namespace broadsheet::media
