#pragma once

#include <string>
#include <string_view>

namespace broadsheet::newsletter {

// Returns clean HTML (html/sanitise.h) as mail programs show it well: with absolute addresses, styles written
// into each element, because many take no style sheet, and pictures no wider than the column.
std::string for_mail(std::string_view clean_html, std::string_view site_url);

// Returns clean HTML as plain text, with the addresses of links in brackets behind their words.
std::string text_with_links(std::string_view clean_html, std::string_view site_url);

} // namespace broadsheet::newsletter
