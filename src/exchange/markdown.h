#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Whether HTML inside Markdown stays HTML or becomes text.
enum class MarkdownHtml { allowed, escaped };

// Renders CommonMark with tables, strikethrough and bare links. A picture that is a paragraph of its own
// becomes a figure, its title the caption. The result still has to be sanitised.
// https://spec.commonmark.org/0.30/
Result<std::string> markdown_to_html(std::string_view markdown, MarkdownHtml);

} // namespace broadsheet::exchange
