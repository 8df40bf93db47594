#pragma once

#include "exchange/import.h"

namespace broadsheet::exchange {

struct ExportedCounts {
    std::int64_t articles = 0; // pages among them
    std::int64_t tags = 0;
    std::int64_t bylines = 0;
    std::int64_t redirects = 0;
};

// Where an export goes: `unfinished`, in the same folder, is what it is called until it is whole, and must
// not exist yet.
struct ExportPlace {
    std::filesystem::path file;
    std::filesystem::path unfinished;
};

// Writes the newspaper, as one snapshot, to a file that Ghost can import, and from which import_ghost() makes
// the same archive again: what Ghost has no column for goes into tables of our own, which Ghost passes over
// (docs/import.md). Not in it: pictures and files themselves, revisions, accounts. The file is there whole or
// not at all, for its owner alone to read; memory does not grow with the archive.
Result<ExportedCounts> export_ghost(db::Database&, Clock const&, ExportPlace const&, Progress* = nullptr);

} // namespace broadsheet::exchange
