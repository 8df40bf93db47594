#pragma once

#include "base/result.h"
#include "http/response.h"

#include <string_view>

namespace broadsheet::admin {

inline constexpr std::string_view asset_folder = "/admin/assets/";

// Returns a style sheet or script of the newsroom's pages, or 404. They hold nothing that
// is not in the source code, so whoever asks may have them.
Result<http::Response> asset_response(std::string_view path);

} // namespace broadsheet::admin
