#include "site/feeds/feed.h"

#include "newsroom/paths.h"
#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"
#include "site/feeds/absolute_links.h"
#include "site/metadata.h"
#include "site/public_time.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

// What a feed follows.
struct Source {
    Listing listing;
    std::string path;
    std::string name; // empty: the whole newspaper
    std::string description;
};

Result<Source> source_of(Catalogue const& catalogue, Route const& route)
{
    auto const language = route.language;
    auto const& tag_name = catalogue.language(language);
    if (route.kind == Route::Kind::front)
        return Source{catalogue.articles(language), newsroom::home_path(catalogue.settings(), tag_name), "",
            std::string(catalogue.settings().description_in(tag_name))};
    if (route.kind == Route::Kind::byline) {
        auto const* byline = catalogue.byline(route.slug);
        if (!byline || catalogue.by(language, byline->number).empty())
            return not_found("no article has this byline");
        auto const& text = byline->in(tag_name);
        return Source{catalogue.by(language, byline->number), path_of(catalogue, language, *byline),
            text.name, text.bio};
    }
    auto const* tag = catalogue.tag(route.slug);
    auto const is_section = route.kind == Route::Kind::section;
    if (!tag || tag->is_internal || tag->is_section != is_section)
        return not_found("there is no such tag");
    auto const& text = tag->in(tag_name);
    return Source{catalogue.with_tag(language, tag->number), path_of(catalogue, language, *tag), text.name,
        text.description};
}

Feed::Item read_item(Catalogue const& catalogue, Ordinal ordinal, ArticleText const& article)
{
    auto const& settings = catalogue.settings();
    auto const& entry = catalogue[ordinal];
    Feed::Item item;
    item.url = absolute_url(settings, path_of(catalogue, article));
    item.id = "urn:broadsheet:" + article.id;
    item.title = article.title;
    item.summary = article.excerpt;
    item.html = with_absolute_links(article.body, settings.url, item.url);
    if (!article.picture.path.empty())
        item.image = absolute_url(settings, article.picture.path);
    item.published_at = public_time(entry.published_at, catalogue.zone());
    item.updated_at = public_time(std::max(entry.published_at, entry.updated_at), catalogue.zone());
    for (auto number : catalogue.bylines(ordinal))
        if (auto const* byline = catalogue.byline(number))
            item.authors.push_back({byline->in(article.language).name,
                absolute_url(settings, path_of(catalogue, entry.language, *byline))});
    for (auto number : catalogue.tags(ordinal))
        if (auto const* tag = catalogue.tag(number); tag && !tag->is_internal)
            item.tags.push_back(tag->in(article.language).name);
    return item;
}

} // namespace

Feed begin_feed(Catalogue const& catalogue, Route const& route, std::string_view name, std::string_view path)
{
    auto const& settings = catalogue.settings();
    auto const& language = catalogue.language(route.language);
    Feed feed;
    feed.publisher = settings.title_in(language);
    feed.title = name.empty() ? feed.publisher : fmt::format("{} – {}", name, feed.publisher);
    feed.language = language;
    feed.url = absolute_url(settings, path);
    feed.self = feed.url + std::string(file_name(route.feed));
    feed.id = feed.url;
    if (!settings.icon.empty())
        feed.icon = absolute_url(settings, settings.icon);
    feed.zone = catalogue.zone();
    return feed;
}

Result<Feed> read_feed(Snapshot const& snapshot, Route const& route)
{
    if (route.kind == Route::Kind::newsletters)
        return read_newsletter_feed(snapshot, route);
    auto const& catalogue = snapshot.catalogue();
    auto const source = TRY(source_of(catalogue, route));
    auto feed = begin_feed(catalogue, route, source.name, source.path);
    feed.description = source.description;
    auto const size = route.kind == Route::Kind::front ? feed_size : list_feed_size;
    for (auto ordinal : newest(source.listing, size))
        feed.items.push_back(read_item(catalogue, ordinal, *TRY(snapshot.article(ordinal))));
    for (auto const& item : feed.items)
        feed.updated_at = std::max(feed.updated_at, item.updated_at);
    return feed;
}

std::size_t expected_xml_size(Feed const& feed)
{
    constexpr std::size_t of_an_item = 2'000; // besides its text
    std::size_t size = of_an_item;
    for (auto const& item : feed.items)
        size += of_an_item + item.html.size() + item.html.size() / 8;
    return size;
}

} // namespace broadsheet::site
