#pragma once

#include "site/edition/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::takeaway {

// Which part of the archive somebody wants to take away; what is not said does not narrow it.
struct Selection {
    std::string language; // empty: the newspaper's first
    std::string section; // its slug
    std::optional<int> year;
    std::string week; // "2024-05-17", any day of a week that begins on Monday; by the newspaper's clocks

    bool is_everything() const { return section.empty() && !year && week.empty(); }
};

// What a selection comes to in one edition.
struct Chosen {
    std::size_t language = 0; // its place in the newspaper's languages
    std::string part; // what the part is called in that language: "Politics, 2024"; empty: the whole archive
    std::string name; // the same for a file's name: "politics-2024", "all"
    std::vector<site::Ordinal> articles; // the oldest first; pages (About) are not among them
};

// Returns the articles; `not_found` for a language or section that there is not, and where there are none.
Result<Chosen> choose(site::Snapshot const&, Selection const&);

} // namespace broadsheet::takeaway
