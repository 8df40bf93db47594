#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "newsroom/article.h"
#include "staff/account.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::workflow {

using newsroom::Number;

// A note in the margin, for colleagues.
struct Note {
    std::string id;
    std::string author; // name of an account
    UtcMillis at = 0;
    std::string quote; // the passage it is about; empty: the article
    std::string text;
    std::optional<UtcMillis> resolved_at;
    std::string resolved_by;
};

// Writes are to be made in a write transaction.
class Notes {
public:
    static constexpr std::size_t longest_text = 5'000; // bytes
    static constexpr std::size_t longest_quote = 1'000;

    Notes(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Returns the notes on an article: first the open ones, then by time.
    Result<std::vector<Note>> of(Number article) const;
    Result<void> add(Number article, staff::Account const&, std::string_view quote, std::string_view text);
    // Both give not_found for a note that is not on the article.
    Result<void> resolve(Number article, std::string_view id, staff::Account const&);
    Result<void> reopen(Number article, std::string_view id);

private:
    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::workflow
