#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::pictures {

// Returns the WebP file without its metadata chunks (EXIF, XMP, ICCP and unknown ones), which libvips 8.14
// writes even when told to strip. https://developers.google.com/speed/webp/docs/riff_container
Result<std::string> without_metadata_chunks(std::string_view webp);

} // namespace broadsheet::pictures
