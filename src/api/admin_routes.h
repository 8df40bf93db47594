#pragma once

#include "api/call.h"
#include "staff/integrations.h"

#include <span>

namespace broadsheet::api {

// One thing that can be asked of the admin API.
struct AdminRoute {
    http::Method method;
    // "posts/{}": each {} stands for one segment of the path.
    std::string_view pattern;
    Result<http::Response> (*answer)(Call const&, staff::Integration const& who);
};

// One file a resource; each has its routes in a table at its end.
std::span<AdminRoute const> post_routes();
std::span<AdminRoute const> tag_routes();
std::span<AdminRoute const> user_routes();
std::span<AdminRoute const> image_routes();
std::span<AdminRoute const> webhook_routes();

} // namespace broadsheet::api
