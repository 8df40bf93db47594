#pragma once

#include <string_view>

namespace broadsheet::desk {

// Returns what is wrong with an address that somebody typed, in words for visit.translated(): `otherwise`,
// unless it is known better; "" where mail can be sent to it.
std::string_view trouble_with_address(std::string_view typed, std::string_view otherwise);

} // namespace broadsheet::desk
