#pragma once

#include "base/file.h"
#include "exchange/entries.h"

#include <cstdint>
#include <string>

namespace broadsheet::exchange {

// What became of an import, record by record. Used by one thread at a time.
class Report {
public:
    std::int64_t imported = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    bool was_stopped = false; // before the end of the source

    // Counts a record that could not be taken.
    void refuse(std::string record, std::string reason)
    {
        refusals_.add(std::move(record), std::move(reason));
    }
    // Says something of a record that was taken, but not exactly as it stood.
    void note(std::string record, std::string text) { notes_.add(std::move(record), std::move(text)); }
    // Says once that a file the source names was not found; the reference stays as it is.
    void miss(std::string reference) { missing_.add(std::move(reference), {}); }

    std::int64_t refused() const { return refusals_.count(); }
    Entries const& refusals() const { return refusals_; }
    Entries const& notes() const { return notes_; }
    Entries const& missing() const { return missing_; } // references, without a text

    // Returns 0 when everything was taken, 1 when some was or the import was stopped, 2 when there was
    // something and none was taken.
    int exit_code() const;
    // Writes the closing report in English, one line a record, for a terminal; an error only of
    // `write`.
    Result<void> write_text(PieceVisitor const& write) const;
    // Writes it for programs (docs/import.md): an object with the counts and "refusals", "notes", "missing".
    Result<void> write_json(PieceVisitor const& write) const;
    // The text as a whole, however long it is.
    std::string text() const;

private:
    Entries refusals_;
    Entries notes_;
    Entries missing_;
};

} // namespace broadsheet::exchange
