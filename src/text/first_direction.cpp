#include "text/first_direction.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

namespace broadsheet::text {

std::string_view first_direction(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();)
        switch (u_charDirection(static_cast<UChar32>(next_code_point(text, at)))) {
        case U_LEFT_TO_RIGHT:
            return "ltr";
        case U_RIGHT_TO_LEFT:
        case U_RIGHT_TO_LEFT_ARABIC:
            return "rtl";
        default:
            break;
        }
    return "";
}

} // namespace broadsheet::text
