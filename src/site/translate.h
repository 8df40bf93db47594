#pragma once

#include "site/theme.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::site {

using Placeholders = std::vector<std::pair<std::string_view, std::string>>;

// Returns an interface string in a language, its `{placeholders}` filled in. `count` chooses the plural form.
std::string translated(Theme const&, std::string_view language, std::string_view key,
    Placeholders const& = {}, std::optional<long long> count = {});

} // namespace broadsheet::site
