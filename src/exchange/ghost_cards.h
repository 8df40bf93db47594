#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Appends a Ghost card as HTML that needs no script and loads nothing from elsewhere: a toggle becomes
// <details>, an embed a link, a recording <audio controls>. `name` is a lexical node's type or a mobiledoc
// card's name (both have the same payload). What only works inside Ghost (sign-up forms, e-mail parts, the
// mark of a paywall) leaves nothing. The result still has to be sanitised: cards carry HTML of the author's.
// Returns false for a card this program does not know.
// https://github.com/TryGhost/Koenig/tree/main/packages/kg-default-nodes
bool append_ghost_card(std::string& out, std::string_view name, boost::json::object const& payload);

} // namespace broadsheet::exchange
