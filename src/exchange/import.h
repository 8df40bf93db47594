#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "exchange/media_taker.h"
#include "exchange/report.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::db {
class Database;
}

namespace broadsheet::exchange {

// What an import refuses rather than reads.
struct ImportLimits {
    std::uint64_t file_bytes = std::uint64_t{16} << 30;
    std::uint64_t record_bytes = std::uint64_t{32} << 20; // one row, item or Markdown file
    // Kept in memory of the source as a whole: tags, authors, settings, redirects, names of files.
    std::uint64_t index_bytes = std::uint64_t{512} << 20;
    std::uint64_t records = 20'000'000; // rows of all tables together
    std::size_t depth = 200; // nested JSON values or XML elements in one record
    std::size_t nodes = 200'000; // of one lexical or mobiledoc document
    // Source bytes read ahead of the database: with `records_ahead`, what keeps memory flat.
    std::uint64_t bytes_ahead = std::uint64_t{16} << 20;
    std::size_t records_ahead = 512;
};

// Told how far an import is. Called from one thread at a time.
class Progress {
public:
    virtual ~Progress() = default;
    // A stretch of work begins; `total` is in bytes, or files.
    virtual void begin(std::string_view what, std::uint64_t total) = 0;
    virtual void reach(std::uint64_t done) = 0;
    virtual void end() = 0;
};

// When a source's settings (title, navigation, time zone, …) replace the newspaper's.
enum class TakeSettings {
    when_empty, // while the newspaper has no article yet, so that a later run leaves what an editor has set
    always,
    never,
};

struct ImportOptions {
    std::filesystem::path source; // a file, or a folder for Markdown
    std::filesystem::path media; // the folder of pictures and files; empty: none
    std::filesystem::path redirects; // Ghost's redirects.json or .yaml; empty: looked for beside the source
    std::string language; // of records that do not name theirs; empty: the source's, or else the newspaper's
    std::vector<std::string> article_types; // of WordPress, besides posts and pages
    TakeSettings settings = TakeSettings::when_empty;
    std::vector<std::string> themes; // that settings may name; empty: any
    MediaTaker* media_taker = nullptr; // without one, references to files stay as they are
    Progress* progress = nullptr;
    // Once true, no more records are taken; those that were are kept, and the report says so.
    std::atomic<bool> const* stop = nullptr;
    unsigned converters = 0; // threads that convert; 0: one a core
    std::size_t batch = 500; // records a transaction
    ImportLimits limits;
};

// What every import needs besides its options.
struct ImportTarget {
    db::Database& database;
    Clock const& clock;
    Random& random;
};

} // namespace broadsheet::exchange
