#include "site/feeds/feed.h"
#include "text/dates.h"

#include <boost/json.hpp>

namespace broadsheet::site {

namespace json = boost::json;

namespace {

json::array authors_of(std::vector<Feed::Author> const& authors)
{
    json::array list;
    for (auto const& author : authors)
        list.push_back({{"name", author.name}, {"url", author.url}});
    return list;
}

json::object item_of(Feed const& feed, Feed::Item const& item)
{
    json::object object{
        {"id", item.id},
        {"url", item.url},
        {"title", item.title},
        {"summary", item.summary},
        {"content_html", item.html},
        {"date_published", text::format_rfc3339(item.published_at, feed.zone)},
        {"date_modified", text::format_rfc3339(item.updated_at, feed.zone)},
    };
    if (!item.image.empty())
        object["image"] = item.image;
    if (!item.authors.empty())
        object["authors"] = authors_of(item.authors);
    if (!item.tags.empty())
        object["tags"] = json::value_from(item.tags);
    return object;
}

} // namespace

std::string write_json_feed(Feed const& feed)
{
    json::object object{
        {"version", "https://jsonfeed.org/version/1.1"},
        {"title", feed.title},
        {"home_page_url", feed.url},
        {"feed_url", feed.self},
        {"language", feed.language},
        {"authors", authors_of({{feed.publisher, feed.url}})},
    };
    if (!feed.description.empty())
        object["description"] = feed.description;
    if (!feed.icon.empty())
        object["icon"] = feed.icon;
    json::array items;
    for (auto const& item : feed.items)
        items.push_back(item_of(feed, item));
    object["items"] = std::move(items);
    return json::serialize(object);
}

} // namespace broadsheet::site
