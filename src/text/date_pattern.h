#pragma once

#include "text/locale_data.h"
#include "text/time_zone.h"

#include <string>
#include <string_view>

namespace broadsheet::text {

// Appends a time by a CLDR pattern (https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns):
// the fields y M L d E H k h K m s a, and quoted text.
void append_pattern(std::string& out, std::string_view pattern, LocaleData const&, CivilTime const&);

// Appends a number, given in ASCII digits, in those of the language.
void append_localised(std::string& out, LocaleData const&, std::string_view number);

} // namespace broadsheet::text
