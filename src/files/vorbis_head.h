#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::files {

// Takes the three packets of a Vorbis stream's head, laced as in Matroska or as libavformat keeps them (each
// behind its length in 16 bits), and returns them laced as in Matroska, the second, which holds the tags,
// being empty of any. https://xiph.org/vorbis/doc/Vorbis_I_spec.html#x1-610004.2,
// https://www.matroska.org/technical/codec_specs.html (A_VORBIS)
Result<std::string> without_vorbis_comment(std::string_view head);

} // namespace broadsheet::files
