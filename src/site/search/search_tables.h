#pragma once

#include "db/database.h"
#include "newsroom/change.h"
#include "site/search.h"
#include "site/search/query.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

// The inside of a search index file: one FTS5 table a language, and how far it has come.
namespace broadsheet::site {

// Opens the index in a file, which is made if it is missing. Fails with ErrorCode::database if the file is
// damaged, no index, or one that another version of the program made.
Result<std::shared_ptr<db::Database>> open_search_tables(std::string const& file);

// Takes in what the newspaper has changed since the last time, in transactions that each leave a whole index,
// until the newest edition is reached or a stop is asked for. Returns the number of articles taken in or
// removed. Fails with ErrorCode::database if the index is damaged, with another one if the newspaper is.
Result<std::int64_t> fill_search_tables(
    db::Connection& index, db::Connection& newspaper, std::stop_token const&);

// Returns how many articles that would be; the errors are the same.
Result<std::int64_t> count_changes(db::Connection& index, db::Connection& newspaper);

// Returns whether there has been an article in that language.
Result<bool> has_search_table(db::Connection& index, std::string_view language);

// Returns how many articles of a language match. Both of these need a query that wants something, and a
// language that has a table.
Result<std::size_t> count_matches(db::Connection& index, std::string_view language, SearchQuery const&);

// Returns one page of the best matches. Those equally good come newest first.
Result<SearchResult> best_matches(
    db::Connection& index, SearchQuery const&, SearchRequest const&, UtcMillis now);

} // namespace broadsheet::site
