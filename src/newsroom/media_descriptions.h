#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

namespace broadsheet::newsroom {

// Gives pictures of the library that nobody has described yet the descriptions that an article gives them,
// and the picture over it its caption and credit, so that who uses them next finds them, and described. What
// the library says already stays.
Result<void> keep_descriptions(Change&, Article const&);

} // namespace broadsheet::newsroom
