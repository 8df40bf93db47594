#pragma once

#include <string_view>

namespace broadsheet::pictures {

// Returns whether a GIF file ends in the middle of a block, which libvips takes for the end of an animation.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
bool is_gif_cut_short(std::string_view gif);

} // namespace broadsheet::pictures
