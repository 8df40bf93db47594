#pragma once

#include "api/call.h"

#include <boost/json.hpp>
#include <variant>

namespace broadsheet::api {

constexpr std::size_t deepest_json = 32;

// Returns the record of a body {"posts": [{…}]}, or why it is none.
std::variant<boost::json::object, Refusal> record_in_body(Call const&, std::string_view root);

} // namespace broadsheet::api
