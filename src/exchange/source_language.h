#pragma once

#include "exchange/report.h"
#include "newsroom/settings.h"

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Returns the tag for a language as other systems write it: "ru_RU" is "ru-ru". It need not be a valid one.
std::string language_tag(std::string_view named);
// Returns "ru" of the tag "ru-ru".
std::string without_region(std::string const& tag);

// Returns the newspaper's own form of a language that a source names ("ru-RU" is "ru" where that is one of
// its languages, and where it has neither); empty: it names none.
std::string source_language(newsroom::Settings const&, std::string_view named);

// Takes the language of a source into the settings of a newspaper without articles. One of several it has
// stays where it is; another is added to several, and takes the place of a single one, which the report says.
void take_source_language(newsroom::Settings&, std::string_view named, Report&);

} // namespace broadsheet::exchange
