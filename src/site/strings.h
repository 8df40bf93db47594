#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace broadsheet::site {

// The interface strings of one language: a theme's locales/CODE.json, an object from the English string to
// the translation, or to an object of plural forms by CLDR category ("one", "few", "many", "other").
class Strings {
public:
    // `file` is named in errors.
    static Result<Strings> parse(std::string_view json, std::string_view file);

    // Returns the translation, or nullptr. `category` chooses among plural forms; "other" stands in for a
    // missing one.
    std::string const* find(std::string_view key, std::string_view category = "other") const;
    std::size_t size() const { return texts_.size(); }

private:
    // Plural forms are kept as "key\0category".
    std::map<std::string, std::string, std::less<>> texts_;
};

// Returns the CLDR plural category of a cardinal number in a language, for integers: "one", "two", "few",
// "many", "zero", "other". Knows English, Russian and its relatives, French, Arabic and the languages like
// them; others as English. https://www.unicode.org/cldr/charts/42/supplemental/language_plural_rules.html
std::string_view plural_category(std::string_view language, long long number);

} // namespace broadsheet::site
