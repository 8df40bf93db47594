#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::text {

// Returns folded words that begin with `beginning` and whose stems may be shorter than it: itself, and for
// one that ends within an English ending, the word with the ending completed ("universi": "university"). An
// index of stems finds by them what begins so in full ("universities", stem "univers"). They need not exist.
std::vector<std::string> words_with_shorter_stems(std::string_view beginning);

} // namespace broadsheet::text
