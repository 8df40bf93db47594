#pragma once

#include "exchange/import.h"

#include <functional>

namespace broadsheet::exchange {

// One row of a table of an export, as it stands in the file: unparsed, but complete.
struct TableRow {
    std::string_view table;
    std::uint64_t offset = 0; // of its first byte in the file
    std::uint64_t bytes = 0;
    std::string text; // empty where the caller asked for none, or the row is over ImportLimits::record_bytes
};

// Reads a Ghost export (`{"db":[{"meta":{…},"data":{TABLE:[ROW,…]}}]}`, or the same without "db") row by row,
// in memory that does not grow with the file. Only the outer levels and the brackets of each row are looked
// at here; a row that is no JSON inside is its reader's to refuse.
class TableRows {
public:
    // Whether the rows of this table are wanted with their text.
    using Wants = std::function<bool(std::string_view table)>;
    using Take = std::function<Result<void>(TableRow)>;

    TableRows(std::filesystem::path file, ImportLimits const& limits, Progress* progress = nullptr)
        : file_(std::move(file))
        , limits_(limits)
        , progress_(progress)
    {
    }

    // Reads the file from its first to its last byte, handing on each row. An error, naming the byte, when it
    // is not such an export, is cut short, is not UTF-8 or is over the limits.
    Result<void> read(std::string_view what, Wants const&, Take const&);

    // The text of the "meta" object, once read() has passed it.
    std::string const& meta() const { return meta_; }

private:
    std::filesystem::path file_;
    ImportLimits limits_;
    Progress* progress_;
    std::string meta_;
};

} // namespace broadsheet::exchange
