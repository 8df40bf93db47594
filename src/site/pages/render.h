#pragma once

#include "site/pages/request.h"
#include "templates/collections.h"

namespace broadsheet::site {

// Returns a rendering of the page at `path` in the request's language.
Rendering begin_rendering(PageRequest const&, std::string path);

// Says that the page is in every other language, at this path below its front page.
void link_other_languages(Rendering&, PageRequest const&, std::string_view below);

// Renders the first of these templates that the theme has, with the context `root` and what every page has
// beside it.
Result<Page> render(Rendering&, std::vector<std::string> const& template_names, templates::Map root);

// Returns a page that redirects for good.
Page redirect_page(PageRequest const&, std::string location, int status = 301);

// Returns a page of text.
Page text_page(Catalogue const&, std::string content_type, std::string body);

std::string home_path(PageRequest const&);
std::string home_path(PageRequest const&, std::size_t language);

} // namespace broadsheet::site
