#pragma once

#include "newsroom/article.h"

namespace broadsheet::exchange {

// When a record that changed in its source replaces the article it made: copies from the article as it stands
// here what that kind of source has no words for.
void keep_what_ghost_cannot_say(newsroom::Article const& here, newsroom::Article&);
void keep_what_wordpress_cannot_say(newsroom::Article const& here, newsroom::Article&);

// Adds the corrections that were made here: each is a promise to readers, so none goes because the source
// does not know it. One of the same time is the same, as the source words it now. Returns how many were
// added.
std::size_t keep_corrections(newsroom::Article const& here, newsroom::Article&);

} // namespace broadsheet::exchange
