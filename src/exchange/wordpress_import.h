#pragma once

#include "exchange/import.h"

namespace broadsheet::exchange {

// Imports a WordPress export (WXR 1.0 to 1.2, from Tools → Export): posts, pages, authors, categories as
// sections, tags, featured pictures, and redirects from the old addresses. The whole file is looked through
// before anything is written. Records are treated as by import_ghost().
Result<Report> import_wordpress(ImportTarget const&, ImportOptions const&);

} // namespace broadsheet::exchange
