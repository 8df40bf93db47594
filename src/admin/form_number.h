#pragma once

#include "admin/visit.h"
#include "base/ascii.h"
#include "base/whole_number.h"

#include <fmt/format.h>

namespace broadsheet::admin {

// Returns the whole number in a field of the posted form, or `invalid`, naming the field: also for "20x".
inline Result<std::int64_t> number_in(Visit const& visit, std::string_view field)
{
    if (auto const number = whole_number(trimmed(visit.field(field))))
        return *number;
    return invalid(fmt::format("{}: a whole number is needed", field));
}

// The same, of a field that may be left empty: that is 0.
inline Result<std::int64_t> number_or_none_in(Visit const& visit, std::string_view field)
{
    return trimmed(visit.field(field)).empty() ? std::int64_t(0) : number_in(visit, field);
}

} // namespace broadsheet::admin
