#pragma once

#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns clean HTML whose addresses are absolute: root-relative ones under `site` ("https://paper.example"),
// those that only name a place on the page under `page`.
std::string with_absolute_links(std::string_view clean_html, std::string_view site, std::string_view page);

// The way back: returns clean HTML whose addresses under `site` are root-relative, and those that name a
// place on `page` only that place.
std::string with_local_links(std::string_view clean_html, std::string_view site, std::string_view page);
// The same of one address, of which it returns a part.
std::string_view local_address(std::string_view address, std::string_view site);

} // namespace broadsheet::site
