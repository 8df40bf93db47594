#pragma once

#include "newsroom/issues.h"
#include "site/rendering.h"
#include "templates/collections.h"

namespace broadsheet::site {

// A newsletter as templates see it (docs/themes.md, "A newsletter").
templates::Value newsletter_value(Catalogue const&, PublishedNewsletter const&);
// All of a language.
templates::Value newsletters_value(Catalogue const&, std::size_t language);

// An issue in its newsletter's archive, as a list shows it.
templates::Value issue_value(Catalogue const&, PublishedNewsletter const&, newsroom::Issue const&);

// Returns the path of a newsletter, or of one of its issues.
std::string path_of(Catalogue const&, PublishedNewsletter const&);
std::string path_of(Catalogue const&, PublishedNewsletter const&, std::string_view issue);

} // namespace broadsheet::site
