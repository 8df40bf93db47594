#pragma once

#include "exchange/import.h"

namespace broadsheet::exchange {

// Imports a Ghost export (https://ghost.org/docs/migration/ghost/), of Ghost 1 to 6 or of our own
// (ghost_export.h). The whole file is looked through before anything is written, so one that is cut short or
// is no export changes nothing; that is an error. A record that cannot be taken is named in the report, and
// the others are taken. Running it again changes only what has changed in the source.
Result<Report> import_ghost(ImportTarget const&, ImportOptions const&);

} // namespace broadsheet::exchange
