#pragma once

#include "http/request.h"
#include "http/response.h"

#include <span>
#include <string_view>
#include <vector>

namespace broadsheet::desk {

class Visit;

// One thing that a reader can ask of the desk. All routes are open to everybody: what a link may do is proved
// by the token in it.
struct Route {
    http::Method method;
    // "/newsletter/confirm/{}/", without the language that stands before it in languages but the first: each
    // {} stands for one segment, which Visit::part() returns.
    std::string_view pattern;
    Result<http::Response> (*answer)(Visit&);
};

using Routes = std::span<Route const>;

// Returns every route there is.
std::vector<Route> const& all_routes();

// A path of ours: the language it names ("": the newspaper's first), and the rest.
struct DeskPath {
    std::string_view language;
    std::string_view rest; // "/newsletter/"
};
DeskPath split_language(std::string_view path);

} // namespace broadsheet::desk
