#pragma once

#include <string_view>

namespace broadsheet::text {

// Returns "ltr" or "rtl", as the first character says that has a direction of its own, or "" where none has,
// as browsers do for dir="auto" (https://html.spec.whatwg.org/multipage/dom.html#the-directionality). `text`
// is UTF-8.
std::string_view first_direction(std::string_view text);

} // namespace broadsheet::text
