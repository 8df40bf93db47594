#pragma once

#include "exchange/report.h"
#include "newsroom/settings.h"

namespace broadsheet::exchange {

// Returns the wanted settings, but for those that cannot be saved: each is refused in the report, and stays
// as it is here. Of a navigation only the entries that cannot stand in it are left out.
newsroom::Settings acceptable_settings(newsroom::Settings const& here, newsroom::Settings wanted, Report&);

} // namespace broadsheet::exchange
