#pragma once

#include "newsroom/settings.h"

#include <string>
#include <string_view>

namespace broadsheet::newsroom {

// Where readers find things; root-relative, percent-encoded, with a slash at the end. The first language
// lives at `/`, every other at `/ru/`.
std::string home_path(Settings const&, std::string_view language);
std::string article_path(Settings const&, std::string_view language, std::string_view slug);
std::string section_path(
    Settings const&, std::string_view language, std::string_view slug); // /section/politics/
std::string tag_path(Settings const&, std::string_view language, std::string_view slug); // /tag/courts/
std::string byline_path(
    Settings const&, std::string_view language, std::string_view slug); // /author/mira-dolan/

// Returns the path of the newspaper's own address: "/" for https://host, "/news/" for https://host/news.
std::string base_path(Settings const&);

// Returns whether an article may not have this slug, because something else lives there: section, tag,
// author, search, page, media, assets, feed names, years (four digits), language codes.
bool is_reserved_slug(std::string_view slug);

} // namespace broadsheet::newsroom
