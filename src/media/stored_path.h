#pragma once

#include <string_view>

namespace broadsheet::media {

// The paths that MediaStore gives out: "/media/", two digits, "/", 32 hexadecimal digits that begin with
// these two, then an extension, or "-width.webp".
inline constexpr std::string_view stored_prefix = "/media/";
inline constexpr std::size_t stored_hash_digits = 32;

// Returns the length of such a path's part after the prefix, if the text begins with one; 0: it does not.
std::size_t stored_name_length(std::string_view text);

} // namespace broadsheet::media
