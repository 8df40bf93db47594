#include "base/encoding.h"
#include "html/plain_text.h"
#include "newsroom/issues.h"
#include "site/contexts/newsletter.h"
#include "site/contexts/post.h"
#include "site/feeds/absolute_links.h"
#include "site/feeds/feed.h"
#include "site/metadata.h"
#include "site/public_time.h"

#include <fmt/format.h>
#include <limits>

namespace broadsheet::site {

namespace {

Result<std::string> entries_html(Snapshot const& snapshot, newsroom::Issue const& issue)
{
    auto const& catalogue = snapshot.catalogue();
    std::string html;
    for (auto const& entry : issue.articles) {
        auto const ordinal = catalogue.find(entry.article);
        if (!ordinal)
            continue;
        auto const card = TRY(snapshot.card(*ordinal));
        html += fmt::format("<h2><a href=\"{}\">{}</a></h2><p>{}</p>",
            escape_html(absolute_url(catalogue.settings(), path_of(catalogue, *card))),
            escape_html(card->title), escape_html(entry.line.empty() ? card->standfirst : entry.line));
    }
    return html;
}

} // namespace

Result<Feed> read_newsletter_feed(Snapshot const& snapshot, Route const& route)
{
    auto const& catalogue = snapshot.catalogue();
    auto const* newsletter = catalogue.newsletter(route.language, route.slug);
    if (newsletter == nullptr)
        return not_found("there is no such newsletter");
    auto feed = begin_feed(catalogue, route, newsletter->newsletter.name, path_of(catalogue, *newsletter));
    feed.description = newsletter->newsletter.pitch;
    newsroom::Issues const issues(snapshot.connection());
    for (auto const& listed :
        TRY(issues.sent(newsletter->newsletter.id, std::numeric_limits<UtcMillis>::max(), feed_size))) {
        auto const issue = TRY(issues.by_id(listed.id));
        auto& item = feed.items.emplace_back();
        item.url = absolute_url(catalogue.settings(), path_of(catalogue, *newsletter, issue.slug));
        item.id = "urn:broadsheet:issue:" + issue.id;
        item.title = issue.subject;
        item.summary = issue.preheader;
        item.html = with_absolute_links(issue.introduction, catalogue.settings().url, item.url);
        item.html += TRY(entries_html(snapshot, issue));
        item.published_at = public_time(issue.sent_at.value_or(0), feed.zone);
        item.updated_at = std::max(item.published_at, public_time(issue.updated_at, feed.zone));
        feed.updated_at = std::max(feed.updated_at, item.updated_at);
    }
    return feed;
}

} // namespace broadsheet::site
