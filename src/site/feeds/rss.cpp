#include "site/feeds/feed.h"
#include "site/xml.h"
#include "text/dates.h"

namespace broadsheet::site {

namespace {

void append_item(std::string& out, Feed const& feed, Feed::Item const& item)
{
    out += "<item>\n";
    append_element(out, "title", item.title);
    append_element(out, "link", item.url);
    out += "<guid isPermaLink=\"false\">";
    append_xml(out, item.id);
    out += "</guid>\n";
    append_element(out, "pubDate", text::format_rfc5322(item.published_at, feed.zone));
    for (auto const& author : item.authors)
        append_element(out, "dc:creator", author.name);
    for (auto const& tag : item.tags)
        append_element(out, "category", tag);
    append_element(out, "description", item.summary);
    append_element(out, "content:encoded", item.html);
    out += "</item>\n";
}

} // namespace

std::string write_rss(Feed const& feed)
{
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\""
                      " xmlns:atom=\"http://www.w3.org/2005/Atom\""
                      " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                      " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n";
    out.reserve(expected_xml_size(feed));
    append_element(out, "title", feed.title);
    append_element(out, "link", feed.url);
    append_element(out, "description", feed.description.empty() ? feed.title : feed.description);
    append_element(out, "language", feed.language);
    append_element(out, "lastBuildDate", text::format_rfc5322(feed.updated_at, feed.zone));
    append_element(out, "generator", "Broadsheet");
    out += "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"";
    append_xml(out, feed.self);
    out += "\"/>\n";
    for (auto const& item : feed.items)
        append_item(out, feed, item);
    out += "</channel>\n</rss>\n";
    return out;
}

} // namespace broadsheet::site
