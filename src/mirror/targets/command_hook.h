#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::mirror {

// Runs a command of the operator's that copies a mirror somewhere (rsync, git, rclone), with "{folder}" in
// its arguments replaced by the mirror's folder. No shell: what stands in a name is never a command. The
// error says how it ended, and its last line.
Result<void> run_hook(std::vector<std::string> command, std::filesystem::path const& folder);

} // namespace broadsheet::mirror
