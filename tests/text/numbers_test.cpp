#include "text/numbers.h"

#include <gtest/gtest.h>

namespace broadsheet::text {
namespace {

TEST(Numbers, AreWrittenAsTheirLanguageDoes)
{
    struct {
        double value;
        int decimals;
        char const* language;
        char const* written;
    } const cases[] = {
        {72.64, 1, "en", "72.6"},
        {72.64, 1, "ru", "72,6"},
        {100'000, 0, "en", "100,000"},
        {100'000, 0, "ru", "100\u00a0000"},
        {1.96, 1, "ru", "2"},
        {0, 0, "ru", "0"},
        {72.64, 1, "ar-EG", "٧٢٫٦"},
        {-1234.5, 1, "de", "-1.234,5"},
        {72.64, 1, "no such language", "72.6"},
        {72.64, 1, "", "72.6"},
    };
    for (auto const& [value, decimals, language, written] : cases)
        EXPECT_EQ(format_number(value, decimals, language), written) << language;
}

} // namespace
} // namespace broadsheet::text
