#pragma once

#include "http/precondition.h"
#include "http/reply.h"
#include "http/response.h"

namespace broadsheet::http {

// Makes a Handler's response, one the page cache has no part in, ready to be written: answers conditions and
// ranges where it is a 200 to GET or HEAD (`is_read`), and turns one that cannot be sent into a 500.
Reply prepare(Response, Preferences const&, bool is_read);

// Returns a ready response of that status with a plain-text body.
Reply prepare_error(int status);

} // namespace broadsheet::http
