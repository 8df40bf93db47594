#pragma once

#include "desk/visit.h"
#include "support/contributions.h"

namespace broadsheet::desk {

// What the pages below /support/ share.

support::Contributions contributions_of(Visit const&);

// "€5 a month", in the reader's language.
std::string describe(Visit const&, std::int64_t minor, support::Currency const&, support::Frequency);

// The path of a pledge's page: "/support/thanks/LINK/".
Result<std::string> link_path(Visit const&, support::LinkPurpose, support::Pledge const&);

// The path of the page that says where to transfer its money to.
Result<std::string> transfer_path(Visit const&, support::Pledge const&);

// What is wrong with an amount that was typed, in the reader's language; "" if nothing is.
std::string amount_trouble(
    Visit const&, support::AmountFault, support::Amounts const&, support::Currency const&);

// A day as readers have it: "23 November 2026".
Result<std::string> readable_day(Visit const&, Day);

} // namespace broadsheet::desk
