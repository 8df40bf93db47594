#include "site/feeds/feed.h"
#include "site/pages/render.h"
#include "site/sitemap.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

constexpr auto xml_type = "application/xml; charset=utf-8";

} // namespace

Result<Page> feed_page(PageRequest const& request)
{
    auto const feed = TRY(read_feed(request.snapshot, request.route));
    auto const type = fmt::format("{}; charset=utf-8", media_type_of(request.route.feed));
    switch (request.route.feed) {
    case FeedFormat::none:
        break;
    case FeedFormat::rss:
        return text_page(request.catalogue(), type, write_rss(feed));
    case FeedFormat::atom:
        return text_page(request.catalogue(), type, write_atom(feed));
    case FeedFormat::json:
        return text_page(request.catalogue(), type, write_json_feed(feed));
    }
    return not_found("there is no such feed");
}

Result<Page> sitemap_page(PageRequest const& request)
{
    auto const& route = request.route;
    if (route.kind == Route::Kind::sitemap_index)
        return text_page(request.catalogue(), xml_type, sitemap_index(request.catalogue()));
    if (route.kind == Route::Kind::sitemap)
        return text_page(request.catalogue(), xml_type,
            TRY(sitemap(request.snapshot, static_cast<std::size_t>(route.page))));
    auto page = text_page(request.catalogue(), xml_type, TRY(news_sitemap(request.snapshot, request.now)));
    page.is_fleeting = true;
    return page;
}

Result<Page> robots_page(PageRequest const& request)
{
    return text_page(request.catalogue(), "text/plain; charset=utf-8", robots_txt(request.catalogue()));
}

Result<Page> favicon_page(PageRequest const& request)
{
    if (auto const& own = request.settings().icon; !own.empty())
        return redirect_page(request, own, 302);
    auto const* icon = request.theme.asset(theme_icon);
    VERIFY(icon);
    return text_page(request.catalogue(), std::string(icon->type), icon->content);
}

Result<Page> asset_page(PageRequest const& request)
{
    auto const* asset = request.theme.asset(request.route.slug);
    if (!asset)
        return not_found("the theme has no such file");
    return text_page(request.catalogue(), std::string(asset->type), asset->content);
}

} // namespace broadsheet::site
