#pragma once

#include "site/metadata.h"

namespace broadsheet::site {

// Returns the JSON-LD of a page (https://schema.org/NewsArticle, https://schema.org/WebSite), fit to stand
// inside <script>; empty where there is nothing to say.
std::string structured_data(Rendering const&, Metadata const&);

} // namespace broadsheet::site
