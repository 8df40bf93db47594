#pragma once

#include "site/edition/catalogue.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::site {

// A year, month or day of the newspaper's calendar; all articles when the year is 0.
struct Period {
    int year = 0;
    int month = 0; // 0: the whole year
    int day = 0; // 0: the whole month
    bool operator==(Period const&) const = default;
};

// Returns whether the calendar has this period.
bool exists(Period const&);
// Returns its path below the home path of a language: "2024/05/12/", or "archive/".
std::string path_of(Period const&);
// Returns the articles of a language published in it, by the newspaper's time zone.
Listing articles_of(Catalogue const&, std::size_t language, Period const&);
// Returns the periods directly inside it (years, months or days) that have articles, in order; a day has
// none.
std::vector<Period> parts_of(Catalogue const&, std::size_t language, Period const&);
// Return the nearest period of the same length that has articles.
std::optional<Period> period_before(Catalogue const&, std::size_t language, Period const&);
std::optional<Period> period_after(Catalogue const&, std::size_t language, Period const&);
// Returns what it is called: "2024", "May 2024", "12 May 2024"; empty for all.
std::string title_of(Catalogue const&, std::size_t language, Period const&);

} // namespace broadsheet::site
