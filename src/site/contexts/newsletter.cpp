#include "site/contexts/newsletter.h"

#include "base/encoding.h"
#include "newsroom/paths.h"
#include "site/contexts/text_value.h"

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

Value newsletter_value(Catalogue const& catalogue, PublishedNewsletter const& published)
{
    auto const& newsletter = published.newsletter;
    auto const path = path_of(catalogue, published);
    Map map{
        {"name", Value(newsletter.name)},
        {"slug", Value(newsletter.slug)},
        {"pitch", text_or_null(newsletter.pitch)},
        {"frequency", text_or_null(newsletter.frequency)},
        {"policy", text_or_null(newsletter.policy)},
        {"policy_url", text_or_null(newsletter.policy_path)},
        {"url", Value(path)},
        {"rss_url", Value(path + "rss.xml")},
        {"is_open", Value(published.is_open())},
        {"sign_up_url",
            Value(newsroom::newsletters_path(catalogue.settings(), newsletter.language) + "sign-up/")},
    };
    if (!published.latest_issue.empty())
        map.set("preview_url", Value(path_of(catalogue, published, published.latest_issue)));
    return Value::make<Map>(std::move(map));
}

Value newsletters_value(Catalogue const& catalogue, std::size_t language)
{
    auto all = std::make_shared<Array>();
    for (auto const& newsletter : catalogue.newsletters())
        if (newsletter.language == language)
            all->push_back(newsletter_value(catalogue, newsletter));
    return Value::own(std::move(all));
}

Value issue_value(
    Catalogue const& catalogue, PublishedNewsletter const& newsletter, newsroom::Issue const& issue)
{
    return Value::make<Map>(Map{
        {"title", Value(issue.subject)},
        {"url", Value(path_of(catalogue, newsletter, issue.slug))},
        {"published_at", Value(issue.sent_at.value_or(0))},
        {"excerpt", Value(issue.preheader)},
        {"introduction", Value::safe(issue.introduction)},
    });
}

std::string path_of(Catalogue const& catalogue, PublishedNewsletter const& published)
{
    return newsroom::newsletter_path(
        catalogue.settings(), published.newsletter.language, published.newsletter.slug);
}

std::string path_of(Catalogue const& catalogue, PublishedNewsletter const& published, std::string_view issue)
{
    return path_of(catalogue, published) + percent_encode(issue) + "/";
}

} // namespace broadsheet::site
