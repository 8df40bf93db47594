#pragma once

#include "api/call.h"

namespace broadsheet::api {

// Answers the admin API: what the newsroom's programs read and write, signed with an integration's admin key
// (https://docs.ghost.org/admin-api).
Result<http::Response> answer_admin(Call&);

// Returns the methods that a path of it takes.
std::vector<http::Method> admin_methods(std::vector<std::string_view> const& parts);

} // namespace broadsheet::api
