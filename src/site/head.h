#pragma once

#include "site/rendering.h"

namespace broadsheet::site {

// Returns what {{ghost_head}} writes: description, canonical address, translations, previews, structured
// data, feeds.
std::string head_of(Rendering const&);

// Returns what {{ghost_foot}} writes: the script that registers the service worker, and those of pages that
// have one.
std::string foot_of(Rendering const&);

} // namespace broadsheet::site
