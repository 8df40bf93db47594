#pragma once

#include <string>
#include <string_view>

namespace broadsheet::db {

// Returns the first words of a statement, for error messages.
std::string first_words(std::string_view sql);

// Lets a map keyed by std::string be searched by std::string_view.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// How many statements a connection keeps prepared; the program has fewer texts, a generated one may go over.
inline constexpr std::size_t most_kept_statements = 256;

} // namespace broadsheet::db
