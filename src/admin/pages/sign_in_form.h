#pragma once

#include "admin/visit.h"

namespace broadsheet::admin {

// Each answers a form whose sender cannot be let in with it, with Visit::carried, and loses none of it.

// Asks who it is, or, half-way in, for the second factor.
Result<http::Response> ask_to_sign_in(Visit const&);
// Asks for the second factor again, before a sensitive act.
Result<http::Response> ask_to_confirm(Visit const&);

// Why a form has not been done yet.
enum class Waited { for_its_sender, for_a_newer_page };
// Shows the carried form under the token of now, with a button that sends it: nothing is done that the reader
// of the page has not seen.
Result<http::Response> offer_to_send_again(Visit const&, Waited);

} // namespace broadsheet::admin
