#include "html/sanitise.h"

#include "case_files.h"
#include "judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

namespace broadsheet::html {
namespace {

class SanitiseCase : public ::testing::TestWithParam<testing::Case> { };

TEST_P(SanitiseCase, IsCleanStableAndReadBackAsWritten)
{
    auto clean = sanitise(GetParam().input);
    ASSERT_TRUE(clean.ok()) << clean.error().message;
    EXPECT_EQ(*clean, GetParam().expected);
    EXPECT_EQ(*sanitise(*clean), *clean);
    EXPECT_EQ(testing::read_back(*clean), *clean);
}

INSTANTIATE_TEST_SUITE_P(
    Files, SanitiseCase, ::testing::ValuesIn(testing::read_cases()), [](auto const& one) {
        std::string name = one.param.file + "_" + std::to_string(one.index);
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

std::string repeated(std::string_view text, std::size_t count)
{
    std::string out;
    for (std::size_t index = 0; index < count; ++index)
        out += text;
    return out;
}

TEST(Sanitise, RefusesWhatExceedsALimit)
{
    SanitiseLimits limits;
    limits.input_bytes = 1000;
    limits.output_bytes = 300;
    limits.depth = 10;
    limits.elements = 20;
    for (auto const& html :
        {repeated("x", 1001), repeated("&lt;", 100), repeated("<div>", 11), repeated("<br>", 21)}) {
        auto result = sanitise(html, limits);
        ASSERT_FALSE(result.ok()) << html;
        EXPECT_EQ(result.error().code, ErrorCode::limit);
    }
    EXPECT_TRUE(sanitise(repeated("<div>x", 10), limits).ok());
    EXPECT_TRUE(sanitise(repeated("<br>", 20), limits).ok());
}

TEST(Sanitise, RefusesBytesThatAreNotUtf8)
{
    auto result = sanitise("<p>na\xEFve</p>");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().message, "the HTML is not UTF-8 at byte 5; convert it first");
}

// Inputs that cost parsers time quadratic in their length: gumbo takes half a second for 20,000 of the first.
TEST(Sanitise, TakesLinearTime)
{
    SanitiseLimits limits;
    limits.depth = 100;
    for (std::string_view part : {"<div>", "<b><p>", "<li><dd>", "<a href=x>", "<table><tr>", "<table><td>",
             "<b id=x><i>", "<!--", "<svg>", "<p><b></p>", "</p>", "<", "<a ", "&", "&#x", "<pre>\n",
             "<script>", "<style></", "<h1><h2>"}) {
        auto const start = std::clock(); // of the processor, which a busy machine does not slow as much
        for (std::size_t count : {20'000, 100'000})
            (void)sanitise(repeated(part, count), limits);
        EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 8) << part;
    }
}

} // namespace
} // namespace broadsheet::html
