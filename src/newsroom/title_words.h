#pragma once

#include "newsroom/change.h"

#include <string>
#include <string_view>

namespace broadsheet::newsroom {

// Of what a title is found by: an entry of PostgreSQL's index has room for 2,704 bytes.
inline constexpr std::size_t most_title_letters = 500;

// Returns what a title is found by: its words, folded (text/words.h) and joined by spaces, or the first of
// them. It is never empty, because that tells of an article which a version without this has saved.
std::string title_words(std::string_view title);

// Whether there are such articles: until they are gone through, they are not found by their titles.
Result<bool> has_titles_to_fold(db::Connection&);
// Goes through them, `most` at most, and returns how many.
Result<std::int64_t> fold_titles(Change&, std::size_t most);

} // namespace broadsheet::newsroom
