#pragma once

#include <string>
#include <string_view>

namespace broadsheet::html {

enum class Place { text, attribute };

// Appends text as written in HTML with its character references decoded
// (https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state): an attribute keeps
// "&copy=1" as it is. Line ends become \n. Characters that XML cannot carry are dropped, so that feeds can
// quote the result.
void append_decoded(std::string& out, std::string_view written, Place);
std::string decoded(std::string_view written, Place);

// Appends text escaped for its place, no more than needed: & < > in text, & < > " in attributes.
void append_text(std::string& out, std::string_view text);
void append_attribute_value(std::string& out, std::string_view text);

} // namespace broadsheet::html
