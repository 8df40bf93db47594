#pragma once

#include "cli/newspaper.h"
#include "site/site.h"

#include <memory>

namespace broadsheet::cli {

// Opens the newspaper's site in the theme its settings name: the built-in one, or a folder of DATA/themes.
Result<std::unique_ptr<site::Site>> open_site(Context const&, Newspaper&, site::Search const* = nullptr);

} // namespace broadsheet::cli
