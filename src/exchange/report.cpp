#include "exchange/report.h"

#include "base/terminal.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

using Entry = Entries::Entry;

// Writes a line for each entry, made by `line`, and at the end how many the disk would not give back.
template <typename Line>
Result<void> write_each(PieceVisitor const& write, Entries const& entries, Line&& line)
{
    Result<void> written;
    std::int64_t count = 0;
    auto const read = entries.each([&](Entry const& entry) {
        written = write(line(entry));
        ++count;
        return written;
    });
    if (!written.ok() || read.ok())
        return written;
    return write(line({fmt::format("and {} more", entries.count() - count),
        fmt::format("they cannot be named: {}", read.error().message)}));
}

Result<void> write_list(PieceVisitor const& write, std::string_view heading, Entries const& entries)
{
    if (entries.count() == 0)
        return {};
    TRY(write(fmt::format("\n{} ({}):\n", heading, entries.count())));
    return write_each(write, entries, [](Entry const& entry) {
        auto const record = for_terminal(entry.record); // a title or name of the source
        return entry.text.empty() ? fmt::format("  {}\n", record)
                                  : fmt::format("  {}: {}\n", record, for_terminal(entry.text));
    });
}

template <typename Value>
Result<void> write_array(
    PieceVisitor const& write, std::string_view name, Entries const& entries, Value&& value_of)
{
    TRY(write(fmt::format(",\n\"{}\":[", name)));
    std::string_view separator = "\n";
    TRY(write_each(write, entries, [&](Entry const& entry) {
        return fmt::format("{}{}", std::exchange(separator, ",\n"), boost::json::serialize(value_of(entry)));
    }));
    return write("]");
}

} // namespace

int Report::exit_code() const
{
    if (was_stopped)
        return 1;
    if (refused() == 0)
        return 0;
    return imported + updated + unchanged > 0 ? 1 : 2;
}

Result<void> Report::write_text(PieceVisitor const& write) const
{
    TRY(write(fmt::format(
        "{} imported, {} updated, {} unchanged, {} refused\n", imported, updated, unchanged, refused())));
    if (was_stopped)
        TRY(write(
            "Stopped. What was taken is kept; run the same command again, and it goes on from there.\n"));
    else if (imported + updated + unchanged + refused() == 0)
        TRY(write("The source holds 0 articles.\n"));
    TRY(write_list(write, "Not taken", refusals_));
    TRY(write_list(write, "Taken with a change", notes_));
    return write_list(
        write, "Files that were not taken, so that references to them stay as they are", missing_);
}

Result<void> Report::write_json(PieceVisitor const& write) const
{
    auto const whole = [](Entry const& entry) {
        return boost::json::value{{"record", entry.record}, {"text", entry.text}};
    };
    TRY(write(fmt::format("{{\"imported\":{},\"updated\":{},\"unchanged\":{},\"refused\":{},"
                          "\"missing_media\":{},\"stopped\":{}",
        imported, updated, unchanged, refused(), missing_.count(), was_stopped)));
    TRY(write_array(write, "refusals", refusals_, whole));
    TRY(write_array(write, "notes", notes_, whole));
    TRY(write_array(
        write, "missing", missing_, [](Entry const& entry) { return boost::json::value(entry.record); }));
    return write("}\n");
}

std::string Report::text() const
{
    std::string out;
    auto const written = write_text([&](std::string_view piece) {
        out += piece;
        return Result<void>();
    });
    VERIFY(written.ok());
    return out;
}

} // namespace broadsheet::exchange
