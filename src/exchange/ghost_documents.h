#pragma once

#include "exchange/import.h"

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// A document turned into HTML, still to be sanitised.
struct Rendered {
    std::string html;
    std::string unknown; // the first node or card that is not known, and was left out; empty: none
};

// Renders a Ghost post's `lexical` column. An error when it is no lexical document or over the limits.
// https://github.com/TryGhost/Koenig/tree/main/packages/kg-lexical-html-renderer
Result<Rendered> lexical_to_html(std::string_view lexical, ImportLimits const&);

// Returns a lexical document of one HTML card, which Ghost's editor opens as it is.
std::string html_to_lexical(std::string_view html);

// Renders a Ghost post's `mobiledoc` column (format 0.3.x).
// https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md
Result<Rendered> mobiledoc_to_html(std::string_view mobiledoc, ImportLimits const&);

} // namespace broadsheet::exchange
