#pragma once

#include "base/file.h"
#include "base/result.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsletter {

struct CsvLimits {
    static constexpr std::size_t row = 64'000; // bytes
    static constexpr std::size_t fields = 200; // of a row
};

// One row, and the line it began on, counted from 1.
struct CsvRow {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

// Hands on a file's content piece by piece, as read_in_pieces() does.
using Pieces = std::function<Result<void>(PieceVisitor const&)>;

// Calls `visit` with each row of comma-separated values (https://www.rfc-editor.org/rfc/rfc4180), in memory
// that does not grow with them. Line ends may be LF alone; a byte order mark and empty lines are passed over.
// Where a semicolon or a tab is the first of the three in the first row, as spreadsheets of many languages
// write it, that one separates.
// Errors name the line: what is not UTF-8, holds a NUL byte, has a quotation mark at a wrong place or an open
// one at the end, or exceeds a limit; and those that `visit` returns.
Result<void> read_csv(Pieces const&, std::function<Result<void>(CsvRow const&)> const& visit);

// Appends one row.
void append_csv(std::string& out, std::span<std::string const> fields);

} // namespace broadsheet::newsletter
