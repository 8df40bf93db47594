#include "site/paths.h"

#include "newsroom/paths.h"
#include "site/contexts/newsletter.h"
#include "site/contexts/taxonomy.h"
#include "site/edition/archive.h"
#include "site/reader_scripts.h"
#include "site/routes.h"
#include "site/search/static_index.h"
#include "site/sitemap.h"

#include <fmt/format.h>
#include <limits>

namespace broadsheet::site {

namespace {

constexpr int batch_size = 2'000;

// Returns the number of the article before which `skip` others come, less one.
newsroom::Number number_before(Catalogue const& catalogue, std::size_t skip)
{
    newsroom::Number number = 0;
    for (auto left = skip; left > 0; --left)
        number = catalogue.number_after(number);
    return number;
}

Result<void> visit_list(
    PathVisitor const& visit, std::string const& base, std::size_t articles, std::size_t per_page)
{
    Pagination pagination;
    pagination.limit = per_page;
    pagination.total = articles;
    pagination.base = base;
    for (std::size_t page = 1; page <= pagination.pages(); ++page)
        TRY(visit(pagination.path_of(page)));
    return {};
}

Result<void> visit_feeds(PathVisitor const& visit, std::string const& folder)
{
    for (auto format : {FeedFormat::rss, FeedFormat::atom, FeedFormat::json})
        TRY(visit(folder + std::string(file_name(format))));
    return {};
}

Result<void> visit_archive(PathVisitor const& visit, Catalogue const& catalogue, std::size_t language,
    Period const& period, std::size_t per_page)
{
    auto const path
        = newsroom::home_path(catalogue.settings(), catalogue.language(language)) + path_of(period);
    if (period.year == 0)
        TRY(visit(path));
    else
        TRY(visit_list(visit, path, articles_of(catalogue, language, period).size(), per_page));
    for (auto const& part : parts_of(catalogue, language, period))
        TRY(visit_archive(visit, catalogue, language, part, per_page));
    return {};
}

Result<void> visit_language(
    PathVisitor const& visit, Catalogue const& catalogue, std::size_t language, std::size_t per_page)
{
    auto visit_with_feeds = [&](std::string const& path, std::size_t articles) -> Result<void> {
        TRY(visit_list(visit, path, articles, per_page));
        return visit_feeds(visit, path);
    };
    TRY(visit_with_feeds(newsroom::home_path(catalogue.settings(), catalogue.language(language)),
        catalogue.articles(language).size()));
    for (auto const& tag : catalogue.tags())
        if (auto const count = catalogue.with_tag(language, tag.number).size();
            !tag.is_internal && (count > 0 || tag.is_section))
            TRY(visit_with_feeds(path_of(catalogue, language, tag), count));
    for (auto const& byline : catalogue.bylines())
        if (auto const count = catalogue.by(language, byline.number).size(); count > 0)
            TRY(visit_with_feeds(path_of(catalogue, language, byline), count));
    auto const& tag = catalogue.language(language);
    for (auto const& appeal : catalogue.appeals())
        if (appeal.placements.contains(newsroom::Placement::page) && appeal.in(tag))
            TRY(visit(newsroom::appeal_path(catalogue.settings(), tag, appeal.slug)));
    for (auto const& newsletter : catalogue.newsletters())
        if (newsletter.language == language)
            TRY(visit_with_feeds(path_of(catalogue, newsletter), newsletter.issues));
    if (catalogue.has_newsletters(language))
        TRY(visit(newsroom::newsletters_path(catalogue.settings(), catalogue.language(language))));
    auto const home = newsroom::home_path(catalogue.settings(), catalogue.language(language));
    TRY(visit(home + "search/"));
    TRY(visit(home + "check-this-page/"));
    for (auto const& path : static_index_paths(catalogue, language))
        TRY(visit(path));
    return visit_archive(visit, catalogue, language, {}, per_page);
}

Result<void> visit_issues(PathVisitor const& visit, Snapshot const& snapshot)
{
    auto const& catalogue = snapshot.catalogue();
    for (auto const& newsletter : catalogue.newsletters()) {
        auto rows = TRY(snapshot.connection().query(
            "SELECT slug FROM issues WHERE newsletter = $1 AND status = 'sent' ORDER BY number",
            {newsletter.newsletter.id}));
        std::vector<std::string> paths;
        while (TRY(rows.next()))
            paths.push_back(path_of(catalogue, newsletter, rows.text(0)));
        for (auto const& path : paths)
            TRY(visit(path));
    }
    return {};
}

} // namespace

std::vector<std::string> list_paths(Catalogue const& catalogue)
{
    std::vector<std::string> paths;
    for (std::size_t language = 0; language < catalogue.languages(); ++language) {
        paths.push_back(newsroom::home_path(catalogue.settings(), catalogue.language(language)));
        for (auto const& tag : catalogue.tags())
            if (!tag.is_internal && !catalogue.with_tag(language, tag.number).empty())
                paths.push_back(path_of(catalogue, language, tag));
        for (auto const& byline : catalogue.bylines())
            if (!catalogue.by(language, byline.number).empty())
                paths.push_back(path_of(catalogue, language, byline));
    }
    for (auto const& newsletter : catalogue.newsletters())
        paths.push_back(path_of(catalogue, newsletter));
    return paths;
}

Result<void> visit_articles(Snapshot const& snapshot, std::size_t skip, std::size_t most,
    std::function<Result<void>(Ordinal, std::string_view)> const& visit)
{
    auto const& catalogue = snapshot.catalogue();
    struct Row {
        Ordinal ordinal;
        std::string path;
    };
    std::vector<Row> rows;
    auto last = number_before(catalogue, std::min(skip, catalogue.size()));
    for (std::size_t visited = 0; visited < most;) {
        rows.clear();
        auto const before = last;
        {
            auto cursor = TRY(snapshot.connection().query(
                "SELECT number, language, slug FROM articles WHERE number > $1 ORDER BY number LIMIT $2",
                {last, batch_size}));
            while (TRY(cursor.next())) {
                last = cursor.integer(0);
                if (auto ordinal = catalogue.find(last))
                    rows.push_back({*ordinal,
                        newsroom::article_path(catalogue.settings(), cursor.text(1), cursor.text(2))});
            }
        }
        if (last == before)
            break;
        for (auto const& row : rows) {
            if (visited++ == most)
                break;
            TRY(visit(row.ordinal, row.path));
        }
    }
    return {};
}

Result<void> visit_paths(Snapshot const& snapshot, PathVisitor const& visit)
{
    auto const& catalogue = snapshot.catalogue();
    auto const& theme = snapshot.edition().theme();
    auto const per_page = snapshot.edition().articles_per_page();
    for (std::size_t language = 0; language < catalogue.languages(); ++language)
        TRY(visit_language(visit, catalogue, language, per_page));
    TRY(visit_articles(snapshot, 0, std::numeric_limits<std::size_t>::max(),
        [&](Ordinal, std::string_view path) { return visit(path); }));
    TRY(visit_issues(visit, snapshot));
    for (auto const* path : {"/sitemap.xml", "/sitemap-news.xml", "/robots.txt", "/404.html",
             "/manifest.webmanifest", "/mirrors.json"})
        TRY(visit(path));
    for (auto const& script : reader_scripts())
        TRY(visit(fmt::format("/{}", script.path)));
    for (std::size_t number = 1; number <= count_sitemaps(catalogue); ++number)
        TRY(visit(fmt::format("/sitemap-{}.xml", number)));
    for (auto const& [path, asset] : theme.assets())
        TRY(visit(fmt::format("/assets/{}?v={}", path, asset.version)));
    return {};
}

} // namespace broadsheet::site
