#pragma once

#include <string>
#include <string_view>

namespace broadsheet::files {

// Returns an HEVC stream's parameters, units behind start codes, without the encoder's messages (SEI) among
// them. https://www.itu.int/rec/T-REC-H.265 (Annex B)
std::string without_hevc_messages(std::string_view units);

} // namespace broadsheet::files
