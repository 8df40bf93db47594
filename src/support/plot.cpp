#include "support/plot.h"

#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace broadsheet::support {

namespace {

// In SVG's units. On the narrowest screen one is about a pixel, and a digit about six of them wide.
constexpr int height = 72; // of the highest bar
constexpr int step = 24; // from bar to bar
constexpr int bar_width = 18;
constexpr int digit_width = 6;
constexpr int above = 14; // what stands above the highest bar, its value
constexpr int below = 26; // the months, and the years below them

// The value of the highest bar, moved in from the edge where it would be cut off.
std::string value_text(std::string const& text, int middle, int y, int width)
{
    auto const half = static_cast<int>(count_code_points(text)) * digit_width / 2;
    auto const [x, anchor] = middle < half ? std::pair(0, "start")
        : middle + half > width            ? std::pair(width, "end")
                                           : std::pair(middle, "middle");
    return fmt::format(R"(<text x="{}" y="{}" text-anchor="{}">{}</text>)", x, y, anchor, escape_html(text));
}

bool begins_a_year(Bar const& bar)
{
    return bar.label.ends_with("-01");
}

// The month; below it the year where one begins, and at the first bar unless the next is too near.
std::string month_text(std::vector<Bar> const& bars, std::size_t at, int middle)
{
    auto const& label = bars[at].label;
    auto const dash = label.find('-');
    auto text = fmt::format(
        R"(<text x="{}" y="{}">{}</text>)", middle, above + height + 12, escape_html(label.substr(dash + 1)));
    bool const is_first = at == 0 && !(bars.size() > 1 && begins_a_year(bars[1]));
    if (is_first || begins_a_year(bars[at]))
        text += fmt::format(R"(<text x="{}" y="{}">{}</text>)", middle, above + height + 24,
            escape_html(label.substr(0, dash)));
    return text;
}

} // namespace

std::string bar_plot(std::vector<Bar> const& bars)
{
    std::int64_t highest = 1;
    for (auto const& bar : bars)
        highest = std::max(highest, bar.value);
    auto const width = static_cast<int>(bars.size()) * step;
    auto svg = fmt::format(R"(<svg class="plot" viewBox="0 0 {} {}" aria-hidden="true" focusable="false" )"
                           R"(font-size="10" text-anchor="middle" fill="currentColor">)",
        width, above + height + below);
    bool is_told = false;
    for (std::size_t at = 0; at < bars.size(); ++at) {
        auto const& bar = bars[at];
        auto const size = static_cast<int>(std::max<std::int64_t>(bar.value, 0) * height / highest);
        auto const middle = static_cast<int>(at) * step + step / 2;
        auto const top = above + height - size;
        svg += fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>)",
            middle - bar_width / 2, top, bar_width, std::max(size, 1), escape_html(bar.label),
            escape_html(bar.text));
        svg += month_text(bars, at, middle);
        if (bar.value == highest && !is_told) {
            svg += value_text(bar.text, middle, top - 4, width);
            is_told = true;
        }
    }
    return svg + "</svg>";
}

} // namespace broadsheet::support
