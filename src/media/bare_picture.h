#pragma once

#include <string_view>

namespace broadsheet::media {

// Returns whether a JPEG, PNG or WebP file is built of nothing but what shows the picture: no metadata, no
// comment, no colour profile, nothing behind its end. Only its structure is looked at; nothing is decoded.
// JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (Annex B), PNG: https://www.w3.org/TR/png-3/#5DataRep,
// WebP: https://developers.google.com/speed/webp/docs/riff_container
bool is_bare_picture(std::string_view);

} // namespace broadsheet::media
