#include "support/plot.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<Bar> months(int first, int count, int highest)
{
    std::vector<Bar> bars;
    for (int at = 0; at < count; ++at) {
        auto const month = first - 1 + at;
        bars.push_back({fmt::format("{}-{:02}", 2025 + month / 12, month % 12 + 1),
            at == highest ? 1'234'567 : 100, at == highest ? "€12,345.67" : "€1"});
    }
    return bars;
}

TEST(Plot, MovesTheHighestValueInFromTheEdge)
{
    EXPECT_THAT(bar_plot(months(3, 12, 0)), HasSubstr("x=\"0\" y=\"10\" text-anchor=\"start\">€12,345.67<"));
    EXPECT_THAT(bar_plot(months(3, 12, 11)), HasSubstr("x=\"288\" y=\"10\" text-anchor=\"end\">€12,345.67<"));
    EXPECT_THAT(
        bar_plot(months(3, 12, 5)), HasSubstr("x=\"132\" y=\"10\" text-anchor=\"middle\">€12,345.67<"));
}

TEST(Plot, NamesAYearOnceAndNoTwoSideBySide)
{
    EXPECT_THAT(bar_plot(months(3, 12, 0)),
        AllOf(HasSubstr("<text x=\"12\" y=\"110\">2025</text>"),
            HasSubstr("<text x=\"252\" y=\"110\">2026</text>")));
    EXPECT_THAT(bar_plot(months(12, 12, 0)), AllOf(Not(HasSubstr(">2025<")), HasSubstr(">2026<")));
    EXPECT_THAT(bar_plot(months(1, 12, 0)), AllOf(HasSubstr(">2025<"), Not(HasSubstr(">2026<"))));
}

TEST(Plot, IsEmptyWithoutMonths)
{
    EXPECT_THAT(bar_plot({}), HasSubstr("</svg>"));
    auto const returned = bar_plot({{"2026-11", -500, "−€5"}});
    EXPECT_THAT(returned, AllOf(HasSubstr("height=\"1\""), Not(HasSubstr("height=\"-"))));
}

} // namespace

} // namespace broadsheet::support
