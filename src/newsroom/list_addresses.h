#pragma once

#include "newsroom/change.h"
#include "newsroom/settings.h"

#include <string_view>

namespace broadsheet::newsroom {

// Where the list of a section, tag or byline stands (newsroom/paths.h), with its feeds, in every language of
// the newspaper.
struct ListAddress {
    std::string (*path_of)(Settings const&, std::string_view language, std::string_view slug) = nullptr;
    std::string_view slug;
    bool operator==(ListAddress const&) const = default;
};

// Leads readers of a list's former addresses to the present ones.
Result<void> keep_addresses(Change&, ListAddress former, ListAddress present);

// Takes away what leads to these addresses, and from them: they hold a name.
Result<void> forget_addresses(Change&, ListAddress);

} // namespace broadsheet::newsroom
