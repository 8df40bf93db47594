#pragma once

#include "desk/visit.h"

namespace broadsheet::desk {

// Counts a mail that a form asks for; `limit_reached` if there come too many from there, or to this address:
// whoever types another's address over and over fills their mailbox.
inline Result<void> check_not_too_often(Visit const& visit, std::string_view address)
{
    auto& gate = visit.services.gate;
    if (gate.let_in(visit.origin(), false) != newsletter::FloodGate::Answer::let_in
        || gate.may_write_to(address) != newsletter::FloodGate::Letter::write)
        return limit_reached(
            "Too many mails were asked for from here, or for this address. Try again later.");
    return {};
}

} // namespace broadsheet::desk
