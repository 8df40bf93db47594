#pragma once

#include <string>
#include <string_view>

namespace broadsheet::site {

// Appends text to XML 1.0: & < > " ' escaped, characters that XML has none of left out
// (https://www.w3.org/TR/xml/#charsets).
void append_xml(std::string& out, std::string_view text);

// Appends <name>text</name>.
void append_element(std::string& out, std::string_view name, std::string_view text);

} // namespace broadsheet::site
