#include "files/hevc_head.h"

namespace broadsheet::files {

namespace {

constexpr std::string_view start_code("\0\0\1", 3);

bool is_message(std::string_view unit)
{
    constexpr int before_a_picture = 39;
    constexpr int behind_it = 40;
    auto const kind = unit.size() > start_code.size() ? unit[start_code.size()] >> 1 & 0x3f : 0;
    return kind == before_a_picture || kind == behind_it;
}

} // namespace

std::string without_hevc_messages(std::string_view units)
{
    std::string bare;
    for (auto at = units.find(start_code); at != std::string_view::npos;) {
        auto const next = units.find(start_code, at + start_code.size());
        auto const unit = units.substr(at, next - at);
        if (!is_message(unit))
            bare += unit;
        at = next;
    }
    return bare;
}

} // namespace broadsheet::files
