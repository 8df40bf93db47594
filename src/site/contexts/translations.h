#pragma once

#include "site/rendering.h"
#include "templates/value.h"

namespace broadsheet::site {

// The page in the other languages, as templates see it.
templates::Value translations_value(Rendering&);

// Returns the translations of an article that there are, without itself.
Result<std::vector<TranslationLink>> translations_of(Snapshot const&, Ordinal);

} // namespace broadsheet::site
