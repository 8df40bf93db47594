#pragma once

#include "api/call.h"
#include "staff/integrations.h"

#include <variant>

namespace broadsheet::api {

// Who asks, or why they are not let in.
using Admission = std::variant<staff::Integration, Refusal>;

// By ?key=, which opens what is public anyway.
Result<Admission> admit_by_content_key(Call const&, db::Connection&);
// By "Authorization: Ghost" and a token signed with an admin key (api/token.h).
Result<Admission> admit_by_token(Call const&, db::Connection&);

} // namespace broadsheet::api
