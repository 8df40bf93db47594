#pragma once

#include "desk/visit.h"
#include "newsletter/consents.h"
#include "newsletter/sign_up.h"
#include "newsroom/newsletters.h"
#include "templates/list_of.h"

namespace broadsheet::desk {

// Returns the open newsletters of the visit's language, in their order.
Result<std::vector<newsroom::Newsletter>> open_newsletters(Visit const&);

// Seals the address and hands over the letter that asks its reader to confirm. Nothing is kept but what is
// promised to whoever confirms. `unavailable` where there is no vault yet, or too much mail waits.
Result<void> ask_to_confirm(Visit const&, std::string_view address,
    std::vector<newsroom::Newsletter> const& newsletters, std::string_view place,
    std::string_view replaces = "");

// Returns a mail address as it is written to, from what a reader has typed.
Result<std::string> read_address(std::string_view typed);

using templates::list_of;

} // namespace broadsheet::desk
