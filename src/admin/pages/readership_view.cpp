#include "admin/pages/readership_view.h"

#include "text/dates.h"

#include <algorithm>
#include <numeric>

namespace broadsheet::admin {

namespace {

using newsroom::Readership;
using templates::Array;
using templates::Map;
using templates::Value;

// In units of the drawing.
constexpr std::int64_t highest_bar = 96;
constexpr std::int64_t plot_height = 100;
constexpr std::int64_t bar_step = 10;
constexpr std::int64_t bar_width = 8;

Result<std::string> label_of(Visit const& visit, Readership::Day const& day)
{
    return text::format_short_date(TRY(text::parse_iso(day.day)), {}, visit.language);
}

} // namespace

Result<Value> readership_fields(Visit const& visit, std::vector<Readership::Day> const& days)
{
    auto const most = std::ranges::max_element(days, {}, &Readership::Day::views);
    auto const total = std::accumulate(days.begin(), days.end(), std::int64_t(0),
        [](std::int64_t sum, Readership::Day const& day) { return sum + day.views; });
    Array bars;
    std::int64_t left = 1;
    for (auto const& day : days) {
        // A day with any reader shows.
        auto const height
            = day.views == 0 ? 0 : std::max<std::int64_t>(1, day.views * highest_bar / most->views);
        bars.push_back(Value::make<Map>(Map{{"left", left}, {"top", plot_height - height}, {"height", height},
            {"width", bar_width}, {"day", TRY(label_of(visit, day))}, {"views", day.views}}));
        left += bar_step;
    }
    Map fields{{"total", total}, {"most", most->views}, {"most_day", TRY(label_of(visit, *most))},
        {"first_day", TRY(label_of(visit, days.front()))}, {"last_day", TRY(label_of(visit, days.back()))},
        {"width", static_cast<std::int64_t>(days.size()) * bar_step}, {"today", days.back().views}};
    fields.set("bars", Value::make<Array>(std::move(bars)));
    return Value::make<Map>(std::move(fields));
}

} // namespace broadsheet::admin
