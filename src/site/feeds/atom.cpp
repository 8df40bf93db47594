#include "site/feeds/feed.h"
#include "site/xml.h"
#include "text/dates.h"

namespace broadsheet::site {

namespace {

void append_link(std::string& out, std::string_view relation, std::string_view type, std::string_view address)
{
    out.append("<link rel=\"").append(relation).append("\" type=\"").append(type).append("\" href=\"");
    append_xml(out, address);
    out += "\"/>\n";
}

void append_author(std::string& out, Feed::Author const& author)
{
    out += "<author>\n";
    append_element(out, "name", author.name);
    append_element(out, "uri", author.url);
    out += "</author>\n";
}

void append_entry(std::string& out, Feed const& feed, Feed::Item const& item)
{
    out += "<entry>\n";
    append_element(out, "id", item.id);
    append_element(out, "title", item.title);
    append_link(out, "alternate", "text/html", item.url);
    append_element(out, "published", text::format_rfc3339(item.published_at, feed.zone));
    append_element(out, "updated", text::format_rfc3339(item.updated_at, feed.zone));
    for (auto const& author : item.authors)
        append_author(out, author);
    for (auto const& tag : item.tags) {
        out += "<category term=\"";
        append_xml(out, tag);
        out += "\"/>\n";
    }
    append_element(out, "summary", item.summary);
    out += "<content type=\"html\">";
    append_xml(out, item.html);
    out += "</content>\n</entry>\n";
}

} // namespace

std::string write_atom(Feed const& feed)
{
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"";
    out.reserve(expected_xml_size(feed));
    append_xml(out, feed.language);
    out += "\">\n";
    append_element(out, "id", feed.id);
    append_element(out, "title", feed.title);
    if (!feed.description.empty())
        append_element(out, "subtitle", feed.description);
    append_element(out, "updated", text::format_rfc3339(feed.updated_at, feed.zone));
    append_link(out, "self", "application/atom+xml", feed.self);
    append_link(out, "alternate", "text/html", feed.url);
    if (!feed.icon.empty())
        append_element(out, "icon", feed.icon);
    // An entry without an author of its own has that of the feed.
    append_author(out, {feed.publisher, feed.url});
    append_element(out, "generator", "Broadsheet");
    for (auto const& item : feed.items)
        append_entry(out, feed, item);
    out += "</feed>\n";
    return out;
}

} // namespace broadsheet::site
