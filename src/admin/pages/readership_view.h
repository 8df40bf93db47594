#pragma once

#include "admin/visit.h"
#include "newsroom/readership.h"
#include "templates/value.h"

#include <vector>

namespace broadsheet::admin {

inline constexpr int plotted_days = 30;

// What partials/readership.hbs draws: a bar a day, and the same in words.
Result<templates::Value> readership_fields(Visit const&, std::vector<newsroom::Readership::Day> const&);

} // namespace broadsheet::admin
