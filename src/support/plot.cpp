#include "support/plot.h"

#include "base/encoding.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr int height = 140; // of the highest bar, in SVG's units
constexpr int step = 44; // from bar to bar
constexpr int bar_width = 32;

} // namespace

std::string bar_plot(std::vector<Bar> const& bars)
{
    std::int64_t highest = 1;
    for (auto const& bar : bars)
        highest = std::max(highest, bar.value);
    auto svg = fmt::format(R"(<svg class="plot" viewBox="0 0 {} {}" aria-hidden="true" focusable="false" )"
                           R"(font-size="10" text-anchor="middle" fill="currentColor">)",
        static_cast<int>(bars.size()) * step, height + 36);
    bool is_told = false;
    for (int at = 0; auto const& bar : bars) {
        auto const size = static_cast<int>(std::max<std::int64_t>(bar.value, 0) * height / highest);
        auto const middle = at * step + step / 2;
        svg += fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>)",
            middle - bar_width / 2, 16 + height - size, bar_width, std::max(size, 1), escape_html(bar.label),
            escape_html(bar.text));
        svg += fmt::format(R"(<text x="{}" y="{}">{}</text>)", middle, height + 30, escape_html(bar.label));
        if (bar.value == highest && !is_told) {
            svg += fmt::format(
                R"(<text x="{}" y="{}">{}</text>)", middle, 16 + height - size - 4, escape_html(bar.text));
            is_told = true;
        }
        ++at;
    }
    return svg + "</svg>";
}

} // namespace broadsheet::support
