#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "text/time_zone.h"

#include <string>
#include <string_view>

namespace broadsheet::text {

// For machines. All are thread-safe and take well under a microsecond.

// RFC 3339, "2026-11-23T20:06:25+03:00" (https://www.rfc-editor.org/rfc/rfc3339#section-5.6); with UTC "…Z".
std::string format_rfc3339(UtcMillis, TimeZone const& = {});
// As above in UTC and with milliseconds: "2026-11-23T20:06:25.000Z", which is how Ghost writes times.
std::string format_rfc3339_millis(UtcMillis);
// RFC 5322 for RSS and mail: "Mon, 23 Nov 2026 20:06:25 +0300"
// (https://www.rfc-editor.org/rfc/rfc5322#section-3.3).
std::string format_rfc5322(UtcMillis, TimeZone const& = {});
// HTTP's IMF-fixdate: "Mon, 23 Nov 2026 20:06:25 GMT" (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
std::string format_http(UtcMillis);
// "2026-11-23".
std::string format_iso_date(UtcMillis, TimeZone const& = {});

// Reads "2026-11-23", "2026-11-23T20:06", "2026-11-23 20:06:25.123", each time with "Z", "+03:00", "+0300",
// "+03", a space before these or not, or nothing, which means the zone given. Years 0001 to 9999. Errors: `invalid`, naming the text.
Result<UtcMillis> parse_iso(std::string_view, TimeZone const& when_none = {});
// Reads RFC 5322 and HTTP dates: the day of the week may be missing, the zone is an offset, GMT, UT, UTC or
// Z. Years as above.
Result<UtcMillis> parse_rfc5322(std::string_view);

// For readers, in any language that Unicode's data (CLDR) knows; an unknown one reads English. language: a
// tag such as "ru" or "en-US". Thread-safe; the names of a language are loaded when first used.

// "23 November 2026", «23 ноября 2026», "23. November 2026"; in en-US "November 23, 2026".
std::string format_long_date(UtcMillis, TimeZone const&, std::string_view language);
// "23 Nov 2026".
std::string format_short_date(UtcMillis, TimeZone const&, std::string_view language);
// "20:06", in en-US "8:06 PM".
std::string format_time(UtcMillis, TimeZone const&, std::string_view language);
// "23 November 2026, 20:06".
std::string format_date_time(UtcMillis, TimeZone const&, std::string_view language);
// "November 2026", «Ноябрь 2026»: the title of an archive page, so it starts with a capital.
std::string format_month(int year, int month, std::string_view language);
// "November", «Ноябрь».
std::string month_name(int month, std::string_view language);
// "13", «١٣»: the number, given in ASCII digits, in those of the language's dates. Other characters stay.
std::string localised_number(std::string_view number, std::string_view language);

// Formats by the tokens of Ghost's {{date format="D MMMM YYYY"}}: YYYY YY Y Q MMMM MMM MM M DDDD DDD DD Do D
// dddd ddd dd d E HH H hh h kk k mm m ss s SSS A a ZZ Z X x, L LL LLL LLLL l ll lll llll LT LTS, and
// [literal]. Other characters stand for themselves. (https://momentjs.com/docs/#/displaying/format/)
std::string format_tokens(UtcMillis, TimeZone const&, std::string_view language, std::string_view format);

} // namespace broadsheet::text
