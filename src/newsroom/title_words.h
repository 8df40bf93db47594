#pragma once

#include "newsroom/change.h"

#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::newsroom {

// Of what a title is found by: an entry of PostgreSQL's index has room for 2,704 bytes.
inline constexpr std::size_t most_title_letters = 500;

// Returns what a title is found by: its words, folded (text/words.h) and joined by spaces, or the first of
// them. It is never empty, because that tells of an article which a version without this has saved.
std::string title_words(std::string_view title);

// Returns a condition in SQL on `articles` that every title meets which holds `text`, in capitals or not, and
// few others do: it asks the words above, which an index has, and lets through what is not folded yet or not
// to its end. "": the text has no word. `place` keeps a word as a parameter and returns what stands for it
// ("$3").
std::string may_hold_in_title(
    std::string_view text, std::function<std::string(std::string_view word)> const& place);

// Whether there are such articles: until they are gone through, they are not found by their titles.
Result<bool> has_titles_to_fold(db::Connection&);
// Goes through them, `most` at most, and returns how many.
Result<std::int64_t> fold_titles(Change&, std::size_t most);

} // namespace broadsheet::newsroom
