#pragma once

#include "templates/value.h"

#include <string>
#include <string_view>

namespace broadsheet::site {

// Appends text as a JSON string that may also stand inside HTML, in <script> as well: < > & and the line
// separators U+2028 and U+2029 are escaped (https://www.rfc-editor.org/rfc/rfc8259#section-7).
void append_json_string(std::string& out, std::string_view text);

// Appends a template's value as JSON, four levels deep; what is deeper becomes null.
void append_json(std::string& out, templates::Value const&, int levels = 4);

} // namespace broadsheet::site
