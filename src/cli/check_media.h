#pragma once

#include "cli/findings.h"
#include "db/connection.h"
#include "media/store.h"

namespace broadsheet::cli {

enum class Content {
    ignore,
    compare, // with the hash in the file's name, which takes reading all of it
};

// Whether every file of the library is there. An error is one of the database, here and below.
Result<void> check_library(db::Connection&, media::MediaStore const&, Findings&, Content);

// Names what published articles show and no reader sees, that of most articles first, a few of each kind:
// pictures, sound, film and linked files that are not there, also in the folders of the system that the
// archive came from, and such on other hosts, which pages do not load. Reads the articles in portions, so
// memory does not grow with the archive.
Result<void> check_pictures(db::Connection&, media::MediaStore const&, Findings&);

} // namespace broadsheet::cli
