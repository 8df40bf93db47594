#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace broadsheet::support {

struct Bar {
    std::string label; // "2026-11"
    std::int64_t value = 0; // below zero: as zero, because more was paid back than came
    std::string text; // the value, for readers
};

// Returns a bar chart as SVG: each bar with its label, the highest with its value. It is hidden from screen
// readers, for whom the numbers stand in a table beside it. Colours are those of the page (currentColor).
std::string bar_plot(std::vector<Bar> const&);

} // namespace broadsheet::support
