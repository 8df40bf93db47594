#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::site {

enum class FeedFormat { none, rss, atom, json };

// What a path asks for, read from its form alone: whether there is such an article, the edition says.
struct Route {
    enum class Kind {
        nothing, // no page can be there
        redirect, // the same page has another path: `location`
        front,
        article, // or a page: `slug`
        newsletters, // all of them, or the one of `slug` with its issues
        issue, // of the newsletter `slug`
        section,
        tag,
        byline,
        appeal, // `slug`
        archive, // of `year`, `month`, `day`; 0: of all
        search,
        sitemap_index,
        sitemap, // the `page`th
        news_sitemap,
        robots,
        favicon,
        error_page, // /404.html
        asset, // `slug` is its path in the theme's assets/
        script, // of ours, for readers' browsers; `slug` is its name
        web_manifest,
        mirror_list,
        check, // "Check this page"
        search_part, // `slug` is its path below search-index/
    };
    Kind kind = Kind::nothing;
    std::size_t language = 0; // place in the newspaper's languages
    std::string slug;
    std::string issue;
    int year = 0;
    int month = 0;
    int day = 0;
    int page = 1;
    FeedFormat feed = FeedFormat::none; // of a front page, section, tag, byline or newsletter
    std::string location;
};

// Reads a root-relative, percent-encoded path without its query. Paths that differ from the proper one by a
// missing slash, upper case, a doubled slash, /page/1/ or a feed's name elsewhere become redirects to it.
Route read_route(std::string_view path, std::span<std::string const> languages);

// Returns "rss.xml", "atom.xml" or "feed.json".
std::string_view file_name(FeedFormat);
// Returns its media type, without parameters.
std::string_view media_type_of(FeedFormat);

// The forms of a feed that pages name and mirrors have: of the newspaper's own in each language, and of any
// other list. Every form holds the same full texts, and a mirror is given all of them anew with each article
// in the list: so a section has RSS alone there. Whoever asks for another form gets it from the newspaper's
// own server.
inline constexpr std::array front_feed_formats{FeedFormat::rss, FeedFormat::atom, FeedFormat::json};
inline constexpr std::array list_feed_formats{FeedFormat::rss};

} // namespace broadsheet::site
