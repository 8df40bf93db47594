#pragma once

#include "cli/findings.h"
#include "db/connection.h"
#include "media/store.h"

namespace broadsheet::cli {

// Whether every file of the library is there. An error is one of the database, here and below.
Result<void> check_library(db::Connection&, media::MediaStore const&, Findings&);

// Names the addresses below /media/ that published articles show or link to and that lead nowhere, those of
// most articles first, a few of them. Reads the articles in portions, so memory does not grow with the
// archive.
Result<void> check_pictures(db::Connection&, media::MediaStore const&, Findings&);

} // namespace broadsheet::cli
