#include "admin/size_text.h"

#include "text/numbers.h"

#include <algorithm>

namespace broadsheet::admin {

std::string size_text(Visit const& visit, std::int64_t bytes)
{
    struct Unit {
        double bytes;
        int decimals;
        char const* name;
    };
    constexpr Unit units[] = {{1e9, 1, "GB"}, {1e6, 1, "MB"}, {1e3, 0, "kB"}};
    auto const at_least_one = static_cast<double>(std::max<std::int64_t>(bytes, 1'000));
    auto const* unit
        = std::ranges::find_if(units, [&](Unit const& one) { return at_least_one >= one.bytes; });
    return text::format_number(at_least_one / unit->bytes, unit->decimals, visit.language) + "\u00a0"
        + visit.translated(unit->name);
}

} // namespace broadsheet::admin
