#pragma once

#include "base/embedded.h"

#include <span>
#include <string_view>

namespace broadsheet::site {

// Returns a script that readers' browsers run (web/worker/), by its name at the root, or nullptr.
EmbeddedFile const* reader_script(std::string_view name);
// Their names.
std::span<EmbeddedFile const> reader_scripts();

} // namespace broadsheet::site
