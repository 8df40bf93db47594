#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace broadsheet::support {

struct Bar {
    std::string label; // a month: "2026-11"
    std::int64_t value = 0; // below zero: as zero, because more was paid back than came
    std::string text; // the value, for readers
};

// Returns a bar chart of months in their order as SVG: each bar with its month, the highest with its value,
// the years where they begin; none lies over another or beyond the edge on a screen of 320 pixels. It is
// hidden from screen readers, for whom the numbers stand in a table beside it. Colours are those of the page
// (currentColor).
std::string bar_plot(std::vector<Bar> const&);

} // namespace broadsheet::support
