#pragma once

#include "site/fingerprints.h"

#include <string>

namespace broadsheet::site {

// Sitemaps (https://www.sitemaps.org/protocol.html): all articles and pages by their numbers, then the first
// page of every list. Small ones, because a mirror sends each of them whole that has changed.
inline constexpr std::size_t largest_sitemap = 1'000;

std::size_t count_sitemaps(Catalogue const&);
// Returns numbers that change with what each of them says.
std::vector<std::uint64_t> sitemap_fingerprints(Fingerprints const&, Catalogue const&);
std::string sitemap_index(Catalogue const&);
// Returns the sitemap of that number, from 1 to count_sitemaps().
Result<std::string> sitemap(Snapshot const&, std::size_t number);

// The articles of the last 48 hours, 1,000 at most
// (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
Result<std::string> news_sitemap(Snapshot const&, UtcMillis now);

std::string robots_txt(Catalogue const&);

} // namespace broadsheet::site
