#pragma once

#include "site/rendering.h"
#include "templates/value.h"

namespace broadsheet::site {

// A tag or section as templates see it (docs/themes.md, "A tag"), in the page's language.
templates::Value tag_value(Rendering&, newsroom::Tag const&);
// As above; its `posts` are without those in `shown`.
templates::Value tag_value(Rendering&, newsroom::Tag const&, std::vector<Ordinal> shown);
// A byline as templates see it.
templates::Value author_value(Rendering&, newsroom::Byline const&);

// The sections that have articles in the page's language, in front-page order.
std::vector<newsroom::Tag const*> sections_of(Catalogue const&, std::size_t language);
templates::Value sections_value(Rendering&, std::vector<Ordinal> const& shown = {});

// Returns /section/…/ or /tag/…/, whichever the tag has.
std::string path_of(Rendering const&, newsroom::Tag const&);
std::string path_of(Catalogue const&, std::size_t language, newsroom::Tag const&);
std::string path_of(Catalogue const&, std::size_t language, newsroom::Byline const&);

} // namespace broadsheet::site
