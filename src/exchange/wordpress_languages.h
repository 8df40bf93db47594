#pragma once

#include "exchange/wxr_reader.h"

#include <string>

namespace broadsheet::exchange {

// Languages of a WordPress site that has several by a plugin, Polylang: an article's own is one of its terms.

// Returns what the article's terms name as its language, in small letters; "": nothing, or several, as of a
// plugin that means something else by the word.
std::string named_language(WxrItem const&);

// Returns the language that articles mean by a name which the site may have chosen freely ("ge" for
// Georgian), but has a locale for; the region counts only where the site has several of that language. "":
// none that is known.
std::string language_meant(WxrChannel const&, std::string const& name);

} // namespace broadsheet::exchange
