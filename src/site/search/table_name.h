#pragma once

#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns the name of a language's table: "fts_pt_br". A tag is letters, digits and hyphens
// (text::is_valid_language), so it needs no quotes.
inline std::string search_table_of(std::string_view language)
{
    std::string name = "fts_";
    for (char letter : language)
        name += letter == '-' ? '_' : letter;
    return name;
}

} // namespace broadsheet::site
