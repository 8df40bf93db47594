#pragma once

#include "cli/options.h"

#include <string>
#include <vector>

namespace broadsheet::cli {

// Removes what commands that were cut off (kill -9, a power cut) left half done in the newspaper's folder,
// and returns a sentence about each: what had happened, what was removed, what to do. What was committed is
// there by the database's own doing. Commands at work now are left alone.
std::vector<std::string> recover(GlobalOptions const&);
// The same for a folder in which a restore makes newspapers.
std::vector<std::string> recover(std::filesystem::path const& folder);

// Logs the sentences.
void tell_recovered(std::vector<std::string> const&);

} // namespace broadsheet::cli
