#pragma once

#include "base/clock.h"
#include "base/tally.h"
#include "db/connection.h"
#include "newsroom/article.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

// Counts in memory how often pages are answered, until flush() adds the counts to the day's sums. Nothing is
// known of a reading but that it was one. Thread-safe.
class ViewCounter {
public:
    // Returns the counter of an article's page; of 0, that of all other pages.
    std::shared_ptr<Tally<Number>::Count> of(Number article) { return counts_.of(article); }

    // Adds what was counted since the last time, in a transaction of its own. What cannot be written is kept.
    Result<void> flush(db::Connection&, Clock const&);

private:
    Tally<Number> counts_;
};

// What was read, as sums of days in the newspaper's time zone.
class Readership {
public:
    explicit Readership(db::Connection& connection)
        : connection_(connection)
    {
    }

    struct Day {
        std::string day; // "2026-11-27"
        std::int64_t views = 0;
        bool operator==(Day const&) const = default;
    };
    // Returns the last `days` days up to today, oldest first, those without readers too: of one article, or
    // of the whole newspaper.
    Result<std::vector<Day>> days(UtcMillis now, int days) const;
    Result<std::vector<Day>> days_of(Number article, UtcMillis now, int days) const;
    // Returns how often an article was read in all.
    Result<std::int64_t> total_of(Number article) const;

    struct Read {
        std::string id;
        std::string title;
        std::int64_t views = 0;
    };
    // Returns what was read most in these days, today among them.
    Result<std::vector<Read>> most_read(UtcMillis now, int days, std::size_t most) const;

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
