#pragma once

#include "cli/findings.h"
#include "site/site.h"

#include <string_view>

namespace broadsheet::cli {

inline constexpr std::string_view mend_theme = "mend the theme, or set the built-in one (`broadsheet`)";

// Renders some of every kind of page: of each template that readers meet at least one, and the newest
// articles.
Result<void> check_rendering(site::EditionReader const&, Findings&);

} // namespace broadsheet::cli
