#pragma once

#include "site/rendering.h"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns the narrower variants of a picture of ours and itself, as the `srcset` of an <img>; empty where
// there are none.
std::string picture_srcset(std::string_view path, int width);

// Returns the narrowest variant of a picture of ours that is at least `wanted` pixels wide, else the picture
// itself.
std::string picture_of_width(std::string_view path, int width, int wanted);

// Returns the width in pixels that a theme gives a size's name; 0: it has none.
int named_width(ThemeConfig const&, std::string_view size);

// Returns the size of a picture, if it is known.
std::optional<Snapshot::Size> size_of(Rendering&, std::string_view path);

// Returns an article's body with what its pictures lack: dimensions, srcset, late loading.
std::string with_complete_pictures(Rendering&, std::string const& body);

} // namespace broadsheet::site
