#include "text/dates.h"

#include <gtest/gtest.h>

#include <limits>
#include <tuple>
#include <vector>

namespace broadsheet::text {
namespace {

// 2026-11-23T20:06:25.123Z, a Monday.
constexpr UtcMillis evening = 1'795'464'385'123;

TimeZone zone(std::string_view name)
{
    auto found = TimeZone::find(name);
    EXPECT_TRUE(found.ok()) << name;
    return found.ok() ? *found : TimeZone{};
}

TEST(TimeZone, RefusesUnknownNames)
{
    for (auto name :
        {"", "Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "Berlin", "europe/berlin "}) {
        auto found = TimeZone::find(name);
        ASSERT_FALSE(found.ok()) << name;
        EXPECT_EQ(found.error().code, ErrorCode::not_found);
    }
}

TEST(TimeZone, ShowsTheTimeOnTheWall)
{
    CivilTime moscow = zone("Europe/Moscow").civil(evening);
    EXPECT_EQ(std::tie(moscow.year, moscow.month, moscow.day, moscow.hour, moscow.minute, moscow.second),
        std::make_tuple(2026, 11, 23, 23, 6, 25));
    EXPECT_EQ(moscow.weekday, 1);
    EXPECT_EQ(moscow.offset_seconds, 3 * 3600);
    CivilTime before_epoch = TimeZone{}.civil(-1);
    EXPECT_EQ(std::tie(before_epoch.year, before_epoch.second), std::make_tuple(1969, 59));
    EXPECT_EQ(before_epoch.weekday, 3);
}

TEST(TimeZone, FindsTheMomentAcrossClockChanges)
{
    TimeZone berlin = zone("Europe/Berlin");
    auto moment = [&](int month, int day, int hour) {
        CivilTime civil{2026, month, day, hour, 30, 0, 0, 0};
        return format_rfc3339(*berlin.utc(civil));
    };
    EXPECT_EQ(moment(7, 1, 12), "2026-07-01T10:30:00Z");
    EXPECT_EQ(moment(12, 1, 12), "2026-12-01T11:30:00Z");
    EXPECT_EQ(moment(3, 29, 2), "2026-03-29T01:00:00Z"); // skipped
    EXPECT_EQ(moment(10, 25, 2), "2026-10-25T00:30:00Z"); // twice
    EXPECT_FALSE(berlin.utc({2026, 2, 29, 0, 0, 0, 0, 0}).ok());
    EXPECT_FALSE(berlin.utc({2026, 13, 1, 0, 0, 0, 0, 0}).ok());
    EXPECT_FALSE(berlin.utc({2026, -1, 1, 0, 0, 0, 0, 0}).ok());
}

TEST(Dates, WritesMachineForms)
{
    TimeZone moscow = zone("Europe/Moscow");
    EXPECT_EQ(format_rfc3339(evening), "2026-11-23T20:06:25Z");
    EXPECT_EQ(format_rfc3339(evening, moscow), "2026-11-23T23:06:25+03:00");
    EXPECT_EQ(format_rfc3339(evening, zone("America/St_Johns")), "2026-11-23T16:36:25-03:30");
    EXPECT_EQ(format_rfc3339_millis(evening), "2026-11-23T20:06:25.123Z");
    EXPECT_EQ(format_rfc3339_millis(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(format_rfc5322(evening), "Mon, 23 Nov 2026 20:06:25 +0000");
    EXPECT_EQ(format_rfc5322(evening, moscow), "Mon, 23 Nov 2026 23:06:25 +0300");
    EXPECT_EQ(format_http(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT"); // the example of RFC 9110
    EXPECT_EQ(format_iso_date(evening, zone("Asia/Tokyo")), "2026-11-24");
}

TEST(Dates, ReadsIsoForms)
{
    struct {
        std::string_view text;
        std::string_view expected;
    } const cases[]{
        {"2026-11-23", "2026-11-23T00:00:00.000Z"},
        {"2026-11-23T20:06", "2026-11-23T20:06:00.000Z"},
        {"2026-11-23 20:06:25", "2026-11-23T20:06:25.000Z"},
        {"2026-11-23T20:06:25Z", "2026-11-23T20:06:25.000Z"},
        {"2026-11-23t20:06:25z", "2026-11-23T20:06:25.000Z"},
        {"2026-11-23T20:06:25.1Z", "2026-11-23T20:06:25.100Z"},
        {"2026-11-23T20:06:25.123456789Z", "2026-11-23T20:06:25.123Z"},
        {"2026-11-23T20:06:25+03:00", "2026-11-23T17:06:25.000Z"},
        {"2026-11-23T20:06:25-0330", "2026-11-23T23:36:25.000Z"},
        {"2026-11-23T20:06:25+03", "2026-11-23T17:06:25.000Z"},
        {"2026-11-23 20:06:25 +0300", "2026-11-23T17:06:25.000Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"},
        {"0001-01-01", "0001-01-01T00:00:00.000Z"},
        {"9999-12-31", "9999-12-31T00:00:00.000Z"},
    };
    for (auto const& one : cases) {
        auto time = parse_iso(one.text);
        ASSERT_TRUE(time.ok()) << one.text;
        EXPECT_EQ(format_rfc3339_millis(*time), one.expected) << one.text;
    }
    EXPECT_EQ(format_rfc3339(*parse_iso("2026-07-01 12:00", zone("Europe/Berlin"))), "2026-07-01T10:00:00Z");
    EXPECT_EQ(format_rfc3339(*parse_iso("2026-07-01 12:00Z", zone("Europe/Berlin"))), "2026-07-01T12:00:00Z");
}

TEST(Dates, RefusesWhatIsNoDate)
{
    for (std::string_view text :
        {"", "today", "2026", "2026-11", "2026-1-2", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31",
            "0000-00-00 00:00:00", "0000-01-01", "10000-01-01", "-2026-11-23", "2026-11-23T", "2026-11-23T20",
            "2026-11-23T24:00", "2026-11-23T20:60", "2026-11-23T20:06:61", "2026-11-23T20:06:25.",
            "2026-11-23T20:06:25 ", "2026-11-23T20:06:25+", "2026-11-23T20:06:25+24:00",
            "2026-11-23T20:06:25+03:", "2026-11-23T20:06:25+03:60", "2026-11-23T20:06:25ZZ", "2026-11-23x",
            " 2026-11-23", "2026-11-23 ", "2026/11/23", "2026-11-23T20:06:25.1234567890Z"}) {
        auto time = parse_iso(text);
        ASSERT_FALSE(time.ok()) << text;
        EXPECT_EQ(time.error().code, ErrorCode::invalid);
    }
    for (std::string_view text :
        {"", "Mon", "Mon, 23 Nov 2026", "Mon, 23 Nov 26 20:06:25 GMT", "23 Now 2026 20:06:25 GMT",
            "Mon, 32 Nov 2026 20:06:25 GMT", "Mon, 23 Nov 2026 20:06:25", "Mon, 23 Nov 2026 20:06:25 EST",
            "Mon, 23 Nov 2026 20:06:25 GMT x", "Mon, 30 Nov -001 00:00:00 +0000"})
        EXPECT_FALSE(parse_rfc5322(text).ok()) << text;
}

TEST(Dates, ReadsRfc5322)
{
    for (std::string_view text : {"Mon, 23 Nov 2026 20:06:25 GMT", "Mon, 23 Nov 2026 20:06:25 +0000",
             "23 Nov 2026 23:06:25 +0300", "mon,  23 nov 2026 20:06:25 UT"})
        EXPECT_EQ(format_rfc3339(parse_rfc5322(text).value()), "2026-11-23T20:06:25Z") << text;
}

TEST(Dates, WritesForReaders)
{
    struct {
        std::string_view language;
        std::string_view long_date;
        std::string_view short_date;
        std::string_view time;
        std::string_view month;
    } const cases[]{
        {"en", "23 November 2026", "23 Nov 2026", "20:06", "November 2026"},
        {"en-US", "November 23, 2026", "Nov 23, 2026", "8:06 PM", "November 2026"},
        {"ru", "23 ноября 2026", "23 нояб. 2026", "20:06", "Ноябрь 2026"},
        {"uk", "23 листопада 2026", "23 лист. 2026", "20:06", "Листопад 2026"},
        {"de", "23. November 2026", "23. Nov. 2026", "20:06", "November 2026"},
        {"tr", "23 Kasım 2026", "23 Kas 2026", "20:06", "Kasım 2026"},
        {"fr", "23 novembre 2026", "23 nov. 2026", "20:06", "Novembre 2026"},
        {"es", "23 de noviembre de 2026", "23 nov 2026", "20:06", "Noviembre de 2026"},
        {"ja", "2026年11月23日", "2026年11月23日", "20:06", "2026年11月"},
        {"he", "23 בנובמבר 2026", "23 בנוב׳ 2026", "20:06", "נובמבר 2026"},
        {"tlh", "23 November 2026", "23 Nov 2026", "20:06", "November 2026"},
        {"../..", "23 November 2026", "23 Nov 2026", "20:06", "November 2026"},
    };
    for (auto const& one : cases) {
        EXPECT_EQ(format_long_date(evening, {}, one.language), one.long_date);
        EXPECT_EQ(format_short_date(evening, {}, one.language), one.short_date);
        EXPECT_EQ(format_time(evening, {}, one.language), one.time);
        EXPECT_EQ(format_month(2026, 11, one.language), one.month);
    }
    EXPECT_EQ(format_long_date(evening, {}, "ar-EG"), "٢٣ نوفمبر ٢٠٢٦");
    EXPECT_EQ(format_date_time(evening, zone("Europe/Moscow"), "ru"), "23 ноября 2026, 23:06");
    EXPECT_EQ(month_name(5, "ru"), "Май");
    EXPECT_EQ(localised_number("1034", "ar-EG"), "١٠٣٤");
    EXPECT_EQ(localised_number("1034", "ru"), "1034");
}

TEST(Dates, WritesGhostsTokens)
{
    struct {
        std::string_view language;
        std::string_view format;
        std::string_view expected;
    } const cases[]{
        {"en", "D MMMM YYYY", "23 November 2026"},
        {"en", "DD MMM YY", "23 Nov 26"},
        {"en", "YYYY-MM-DD", "2026-11-23"},
        {"en", "MMM Do, YYYY", "Nov 23rd, 2026"},
        {"en", "dddd ddd dd d E", "Monday Mon Mo 1 1"},
        {"en", "HH:mm:ss.SSS", "20:06:25.123"},
        {"en", "h:mm A", "8:06 PM"},
        {"en", "hh:mm a", "08:06 pm"},
        {"en", "Z ZZ", "+00:00 +0000"},
        {"en", "X x", "1795464385 1795464385123"},
        {"en", "[Published on] D. M. YYYY", "Published on 23. 11. 2026"},
        {"en", "[open", "[open"},
        {"en", "Q DDDD M/D", "4 327 11/23"},
        {"en", "L LL LLL", "23/11/2026 23 November 2026 23 November 2026 20:06"},
        {"en-US", "L | LL | LLL | LT",
            "11/23/2026 | November 23, 2026 | November 23, 2026 8:06 PM | 8:06 PM"},
        {"ru", "D MMMM YYYY", "23 ноября 2026"},
        {"ru", "MMMM YYYY", "ноябрь 2026"},
        {"ru", "Do MMMM, dddd", "23-го ноября, понедельник"},
        {"ru", "LLLL", "понедельник, 23 ноября 2026 20:06"},
        {"de", "Do MMMM YYYY", "23. November 2026"},
        {"tr", "D MMMM dddd", "23 Kasım Pazartesi"},
        {"ar-EG", "YYYY-MM-DD", "2026-11-23"},
        {"en", "", ""},
        {"en", "年", "年"},
    };
    for (auto const& one : cases)
        EXPECT_EQ(format_tokens(evening, {}, one.language, one.format), one.expected) << one.format;
    std::string ordinals;
    for (int day : {1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31})
        ordinals += format_tokens(*TimeZone{}.utc({2026, 1, day, 0, 0, 0, 0, 0}), {}, "en", "Do ");
    EXPECT_EQ(ordinals, "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 31st ");
}

} // namespace
} // namespace broadsheet::text
