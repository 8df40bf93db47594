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
std::string newsletter_path(
    Settings const&, std::string_view language, std::string_view slug); // /newsletter/weekly/
// Where all newsletters of a language are listed: /newsletter/.
std::string newsletters_path(Settings const&, std::string_view language);

std::string appeal_path(Settings const&, std::string_view language, std::string_view slug); // /appeal/winter/

// Returns the path of the newspaper's own address: "/" for https://host, "/news/" for https://host/news.
std::string base_path(Settings const&);

// Returns whether an article may not have this slug, because something else lives there: section, tag,
// author, newsletter, support, remind, search, page, media, assets, feed names, years (four digits), language
// codes.
bool is_reserved_slug(std::string_view slug);
// The same for a newsletter, beside which readers' forms live: sign-up, confirm, leave, yours, feed names.
bool is_reserved_newsletter_slug(std::string_view slug);

} // namespace broadsheet::newsroom
