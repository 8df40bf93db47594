#pragma once

#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns clean HTML whose addresses are absolute: root-relative ones under `site` ("https://paper.example"),
// those that only name a place on the page under `page`.
std::string with_absolute_links(std::string_view clean_html, std::string_view site, std::string_view page);

} // namespace broadsheet::site
