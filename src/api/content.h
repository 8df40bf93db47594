#pragma once

#include "api/call.h"

namespace broadsheet::api {

// Answers the content API: what readers can read, for whoever has an integration's content key
// (https://docs.ghost.org/content-api).
Result<http::Response> answer_content(Call&);

} // namespace broadsheet::api
