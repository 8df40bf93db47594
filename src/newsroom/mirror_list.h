#pragma once

#include "newsroom/change.h"

#include <string>
#include <vector>

namespace broadsheet::newsroom {

// Addresses of copies of the newspaper, each with a slash at its end, where readers' browsers go on when its
// own is blocked. Part of what is published, so that each signed edition carries the list.
using MirrorList = std::vector<std::string>;

inline constexpr std::size_t most_mirrors = 100;

Result<MirrorList> load_mirror_list(db::Connection&);
// Refused, naming the address: one that is not http(s) with a slash at its end, or is there twice, or is the
// newspaper's own; one with a name or password in it; too many.
Result<void> save_mirror_list(Change&, MirrorList const&);

} // namespace broadsheet::newsroom
