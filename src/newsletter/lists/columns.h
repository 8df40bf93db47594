#pragma once

#include "base/ascii.h"
#include "newsletter/lists/csv.h"

#include <algorithm>

namespace broadsheet::newsletter {

// The columns of a file by the names in its first row, whose case and spaces around them do not count.
class Columns {
public:
    explicit Columns(CsvRow const& header)
    {
        for (auto const& name : header.fields)
            names_.push_back(to_lower(trimmed(name)));
    }
    std::vector<std::string> const& names() const { return names_; }
    bool has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }
    // Returns what a row says there; nothing where it has no such column.
    std::string_view of(CsvRow const& row, std::string_view name) const
    {
        auto const found = std::ranges::find(names_, name);
        return found == names_.end() ? "" : at(row, static_cast<std::size_t>(found - names_.begin()));
    }
    static std::string_view at(CsvRow const& row, std::size_t place)
    {
        return place < row.fields.size() ? trimmed(row.fields[place]) : std::string_view();
    }

private:
    std::vector<std::string> names_;
};

} // namespace broadsheet::newsletter
