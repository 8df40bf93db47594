#pragma once

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Returns the name (for iconv) of the encoding that bytes which are not UTF-8 seem to be in: what their XML
// declaration says; CP1251 or KOI8-R, whose words are whole runs of bytes above ASCII; or else CP1252.
std::string guess_encoding(std::string_view bytes);

// Whether a sample is text of an encoding that is not UTF-8, and not UTF-8 with a flaw in it.
bool is_in_another_encoding(std::string_view sample);

// "convert it, as with iconv -f CP1251 -t UTF-8, and import that", for the encoding guessed.
std::string how_to_convert(std::string_view bytes);

} // namespace broadsheet::exchange
