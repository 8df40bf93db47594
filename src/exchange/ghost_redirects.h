#pragma once

#include "exchange/import.h"
#include "newsroom/redirects.h"

#include <vector>

namespace broadsheet::exchange {

// Reads Ghost's redirects file (https://docs.ghost.org/themes/routing#redirects): JSON
// `[{"from":"^/old/?$","to":"/new/","permanent":true}]` or YAML `301:\n  /old/: /new/`. Ghost's patterns are
// regular expressions; those that stand for one path are taken, others reported as refused.
Result<std::vector<newsroom::Redirect>> read_ghost_redirects(std::filesystem::path const&, Report&);

// Returns the file beside an export that holds its redirects, or an empty path.
std::filesystem::path find_ghost_redirects(std::filesystem::path const& export_file);

} // namespace broadsheet::exchange
