#pragma once

#include "site/site.h"

#include <memory>

namespace broadsheet::site {

// Renders a page of each kind (front page, newest article and page, a section, a byline, the archive, the
// search, an error) of the newest edition in a theme that readers do not see yet. `invalid` names the pages
// that fail and why: what a theme's check does not see, such as a partial that includes itself. Thread-safe.
Result<void> try_theme(Site const&, std::shared_ptr<Theme const>);

} // namespace broadsheet::site
