#pragma once

#include <string>

namespace broadsheet::html {

// Returns plain text as HTML: empty lines part paragraphs, single ends of lines become <br>. What holds a tag
// is HTML already and comes back as it is. Character references mean what they mean in HTML in either. The
// result is to be sanitised.
std::string paragraphs_of(std::string text);

} // namespace broadsheet::html
