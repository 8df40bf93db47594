#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

namespace broadsheet::newsroom {

// Refuses what Articles::save() promises to refuse. The number of the article itself may be 0.
Result<void> check_article(Change&, Article const&);

} // namespace broadsheet::newsroom
