#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Renders CommonMark with tables, strikethrough and bare links. A picture that is a paragraph of its own
// becomes a figure, its title the caption. HTML in it stays what it is, so the result has to be sanitised.
// https://spec.commonmark.org/0.30/
Result<std::string> markdown_to_html(std::string_view markdown);

} // namespace broadsheet::exchange
