#pragma once

#include "base/day.h"

#include <string>
#include <string_view>

namespace broadsheet::support {

// Returns the day so many months on; the 31st becomes the last day of a shorter month.
Day add_months(Day, int months);
// Returns the first day of its month.
Day first_of_month(Day);
// "2026-11-23".
std::string iso_date(Day);

} // namespace broadsheet::support
