#pragma once

#include "base/result.h"

#include <filesystem>

namespace broadsheet::mirror {

// Copies a newspaper's log into a folder that is not there yet, as hard links where the file system allows;
// nothing where there is no log. unavailable: a build was at work all the while, and no whole log could be
// copied.
Result<void> copy_whole_log(std::filesystem::path const& log, std::filesystem::path const& to);

} // namespace broadsheet::mirror
