#pragma once

#include "exchange/ghost_index.h"
#include "exchange/media_references.h"
#include "newsroom/settings.h"

namespace broadsheet::exchange {

// Returns the language an export names ("ru"), or "".
std::string ghost_language(GhostIndex const&);

// Puts what an export's settings say in the place of the newspaper's: title, description, time zone,
// language, navigation, accent colour, icon, logo and cover; from our own exports everything. What cannot be
// used is reported and left as it was.
void apply_ghost_settings(
    GhostIndex const&, ImportOptions const&, MediaReferences&, Report&, newsroom::Settings&);

} // namespace broadsheet::exchange
