#include "site/sitemap.h"

#include "base/fingerprint.h"
#include "newsroom/paths.h"
#include "site/contexts/post.h"
#include "site/metadata.h"
#include "site/paths.h"
#include "site/public_time.h"
#include "site/xml.h"
#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view sitemap_namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
constexpr std::int64_t two_days = 48LL * 3'600'000;
constexpr std::size_t most_news = 1'000;
constexpr std::size_t usual_url_bytes = 200; // with its element; a guess too high costs no memory

void append_url(std::string& out, Catalogue const& catalogue, std::string_view path, UtcMillis changed_at)
{
    out += "<url>\n";
    append_element(out, "loc", absolute_url(catalogue.settings(), path));
    if (changed_at != 0)
        append_element(out, "lastmod", text::format_rfc3339(changed_at));
    out += "</url>\n";
}

std::size_t sitemaps_for(std::size_t urls)
{
    return std::max<std::size_t>(1, (urls + largest_sitemap - 1) / largest_sitemap);
}

Result<void> append_news(std::string& out, Snapshot const& snapshot, Ordinal ordinal)
{
    auto const& catalogue = snapshot.catalogue();
    auto const card = TRY(snapshot.card(ordinal));
    out += "<url>\n";
    append_element(out, "loc", absolute_url(catalogue.settings(), path_of(catalogue, *card)));
    out += "<news:news>\n<news:publication>\n";
    append_element(out, "news:name", catalogue.settings().title_in(card->language));
    append_element(out, "news:language", card->language);
    out += "</news:publication>\n";
    append_element(out, "news:publication_date",
        text::format_rfc3339(public_time(catalogue[ordinal].published_at, catalogue.zone())));
    append_element(out, "news:title", card->title);
    out += "</news:news>\n</url>\n";
    return {};
}

} // namespace

std::size_t count_sitemaps(Catalogue const& catalogue)
{
    return sitemaps_for(list_paths(catalogue).size() + catalogue.size());
}

std::vector<std::uint64_t> sitemap_fingerprints(Fingerprints const& prints, Catalogue const& catalogue)
{
    std::vector<Fingerprint> sitemaps(count_sitemaps(catalogue));
    std::size_t at = 0;
    auto const next = [&]() -> Fingerprint& { return sitemaps[at++ / largest_sitemap]; };
    for (auto number = catalogue.number_after(0); number != 0; number = catalogue.number_after(number))
        next().add(prints.version(*catalogue.find(number)));
    for (auto const& path : list_paths(catalogue))
        next().add(path);
    std::vector<std::uint64_t> values;
    for (auto const& sitemap : sitemaps)
        values.push_back(sitemap.value());
    return values;
}

std::string sitemap_index(Catalogue const& catalogue)
{
    auto out = fmt::format("{}<sitemapindex xmlns=\"{}\">\n", xml_head, sitemap_namespace);
    auto add = [&](std::string_view path) {
        out += "<sitemap>\n";
        append_element(out, "loc", absolute_url(catalogue.settings(), path));
        append_element(
            out, "lastmod", text::format_rfc3339(public_time(catalogue.made_at(), catalogue.zone())));
        out += "</sitemap>\n";
    };
    auto const count = count_sitemaps(catalogue);
    for (std::size_t number = 1; number <= count; ++number)
        add(fmt::format("/sitemap-{}.xml", number));
    add("/sitemap-news.xml");
    return out + "</sitemapindex>\n";
}

Result<std::string> sitemap(Snapshot const& snapshot, std::size_t number)
{
    auto const& catalogue = snapshot.catalogue();
    // Most sitemaps hold only articles, and making the paths of all lists takes longer than one of those.
    auto const is_of_articles = number >= 1 && number <= catalogue.size() / largest_sitemap;
    auto const lists = is_of_articles ? std::vector<std::string>() : list_paths(catalogue);
    if (!is_of_articles && (number < 1 || number > sitemaps_for(catalogue.size() + lists.size())))
        return not_found("there is no sitemap of that number");
    auto out = fmt::format("{}<urlset xmlns=\"{}\">\n", xml_head, sitemap_namespace);
    auto const first = (number - 1) * largest_sitemap;
    auto left = std::min(largest_sitemap, catalogue.size() - std::min(first, catalogue.size()));
    out.reserve(out.size() + largest_sitemap * usual_url_bytes);
    TRY(visit_articles(snapshot, first, left, [&](Ordinal ordinal, std::string_view path) -> Result<void> {
        auto const& entry = catalogue[ordinal];
        append_url(out, catalogue, path,
            public_time(std::max(entry.updated_at, entry.published_at), catalogue.zone()));
        return {};
    }));
    auto const skipped = first > catalogue.size() ? first - catalogue.size() : 0;
    for (auto i = skipped; i < std::min(skipped + largest_sitemap - left, lists.size()); ++i)
        append_url(out, catalogue, lists[i], 0);
    out += "</urlset>\n"; // to what may be megabytes, which a + would copy
    return out;
}

Result<std::string> news_sitemap(Snapshot const& snapshot, UtcMillis now)
{
    auto out = fmt::format(
        "{}<urlset xmlns=\"{}\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n", xml_head,
        sitemap_namespace);
    auto const& catalogue = snapshot.catalogue();
    std::vector<Ordinal> recent;
    for (std::size_t language = 0; language < catalogue.languages(); ++language) {
        auto const part = catalogue.between(catalogue.articles(language), now - two_days, now + 1);
        recent.insert(recent.end(), part.begin(), part.end());
    }
    std::sort(recent.rbegin(), recent.rend());
    recent.resize(std::min(recent.size(), most_news));
    for (auto ordinal : recent)
        TRY(append_news(out, snapshot, ordinal));
    return out + "</urlset>\n";
}

std::string robots_txt(Catalogue const& catalogue)
{
    std::string out = "User-agent: *\n";
    for (auto const& language : catalogue.settings().languages)
        out += fmt::format("Disallow: {}search/\n", newsroom::home_path(catalogue.settings(), language));
    return out + fmt::format("\nSitemap: {}\n", absolute_url(catalogue.settings(), "/sitemap.xml"));
}

} // namespace broadsheet::site
