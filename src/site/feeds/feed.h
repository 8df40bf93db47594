#pragma once

#include "site/edition/snapshot.h"
#include "site/routes.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::site {

// The newest articles of a front page, section, tag or byline, with their full text. All addresses are
// absolute.
struct Feed {
    struct Author {
        std::string name;
        std::string url;
    };
    struct Item {
        std::string url;
        std::string id; // never changes, also when the article moves
        std::string title;
        std::string summary;
        std::string html;
        std::string image;
        UtcMillis published_at = 0;
        UtcMillis updated_at = 0;
        std::vector<Author> authors;
        std::vector<std::string> tags;
    };
    std::string title;
    std::string description;
    std::string language;
    std::string url; // of the page it follows
    std::string self; // of the feed
    std::string id;
    std::string icon;
    std::string publisher;
    UtcMillis updated_at = 0;
    text::TimeZone zone;
    std::vector<Item> items; // newest first
};

// A day of most newspapers, and more than other systems give. With full texts each article more is paid for by
// every reader who looks, and by a mirror in every feed that a new article is in.
inline constexpr std::size_t feed_size = 20;
// Of a section, tag or byline: more than they have in a day.
inline constexpr std::size_t list_feed_size = 10;

// Reads the feed a route names; not_found if there is nothing to follow.
Result<Feed> read_feed(Snapshot const&, Route const&);

// The same of a newsletter's issues: the introduction and what each article is, in the words.
Result<Feed> read_newsletter_feed(Snapshot const&, Route const&);

// Returns a feed without items of what is at a path. `name` is empty where it is the newspaper itself.
Feed begin_feed(Catalogue const&, Route const&, std::string_view name, std::string_view path);

// Returns about how many bytes a feed takes as XML.
std::size_t expected_xml_size(Feed const&);
// RSS 2.0 (https://www.rssboard.org/rss-specification) with content:encoded, dc:creator and atom:link.
std::string write_rss(Feed const&);
// Atom (https://www.rfc-editor.org/rfc/rfc4287).
std::string write_atom(Feed const&);
// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
std::string write_json_feed(Feed const&);

} // namespace broadsheet::site
