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
#include <span>

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

// Visits the paths of an edition, with the fingerprints of their pages where there are any.
class Paths {
public:
    Paths(Snapshot const& snapshot, Fingerprints const* prints, PageVisitor const& visit)
        : snapshot_(snapshot)
        , catalogue_(snapshot.catalogue())
        , prints_(prints)
        , visit_(visit)
    {
    }

    Result<void> visit_search_files() const;
    Result<void> visit_language(std::size_t language) const;
    Result<void> visit_articles() const;
    Result<void> visit_issues() const;
    Result<void> visit_files() const;

private:
    // Of a page that shows what Fingerprints::everywhere() covers.
    Result<void> plain(std::string_view path) const
    {
        return visit_(path, prints_ ? Fingerprints::plain(path) : 0);
    }
    Result<void> unknown(std::string_view path) const { return visit_(path, 0); }

    // A list with its feeds; `subject` as Fingerprints has it.
    template <typename Subject>
    Result<void> list(std::string const& path, Listing, Subject const& subject) const;
    template <typename Subject>
    Result<void> list_with_feeds(
        std::string const& path, Listing, std::span<FeedFormat const>, Subject const& subject) const;
    Result<void> newsletter(PublishedNewsletter const&) const;
    Result<void> archive(std::size_t language, Period const&) const;

    Snapshot const& snapshot_;
    Catalogue const& catalogue_;
    Fingerprints const* prints_;
    PageVisitor const& visit_;
};

template <typename Subject>
Result<void> Paths::list(std::string const& path, Listing listing, Subject const& subject) const
{
    Pagination pagination;
    pagination.limit = snapshot_.edition().articles_per_page();
    pagination.total = listing.size();
    pagination.base = path;
    pagination.numbers = Pagination::Numbers::from_oldest;
    for (; pagination.page <= pagination.pages(); ++pagination.page) {
        auto const print = prints_ ? prints_->list(subject(pagination.page), listing, pagination) : 0;
        TRY(visit_(pagination.path_of(pagination.page), print));
    }
    return {};
}

template <typename Subject>
Result<void> Paths::list_with_feeds(std::string const& path, Listing listing,
    std::span<FeedFormat const> formats, Subject const& subject) const
{
    TRY(list(path, listing, subject));
    auto const print = prints_ ? prints_->feed(subject(1), listing) : 0;
    for (auto const format : formats)
        TRY(visit_(path + std::string(file_name(format)), print));
    return {};
}

Result<void> Paths::newsletter(PublishedNewsletter const& published) const
{
    Pagination pagination;
    pagination.limit = snapshot_.edition().articles_per_page();
    pagination.total = published.issues;
    pagination.base = path_of(catalogue_, published);
    for (std::size_t page = 1; page <= pagination.pages(); ++page)
        TRY(unknown(pagination.path_of(page)));
    for (auto const format : list_feed_formats)
        TRY(unknown(pagination.base + std::string(file_name(format))));
    return {};
}

Result<void> Paths::archive(std::size_t language, Period const& period) const
{
    auto const home = newsroom::home_path(catalogue_.settings(), catalogue_.language(language));
    auto const path = home + path_of(period);
    auto const subject = [&](std::size_t page) { return prints_->subject(language, period, page); };
    if (period.year == 0)
        TRY(visit_(path, prints_ ? subject(1) : 0));
    else
        TRY(list(path, articles_of(catalogue_, language, period), subject));
    for (auto const& part : parts_of(catalogue_, language, period))
        TRY(archive(language, part));
    return {};
}

Result<void> Paths::visit_search_files() const
{
    auto const signatures = TRY(snapshot_.signatures());
    auto const version = [&](Ordinal ordinal) { return prints_ ? prints_->version(ordinal) : 0; };
    for (std::size_t language = 0; language < catalogue_.languages(); ++language)
        for (auto const& file : static_index_paths(catalogue_, *signatures, language, version))
            TRY(visit_(file.path, prints_ ? file.fingerprint : 0));
    return {};
}

Result<void> Paths::visit_language(std::size_t language) const
{
    auto const& tag_name = catalogue_.language(language);
    auto const home = newsroom::home_path(catalogue_.settings(), tag_name);
    TRY(list_with_feeds(
        home, catalogue_.articles(language), front_feed_formats, [](std::size_t) { return 0; }));
    for (auto const& tag : catalogue_.tags())
        if (auto const listing = catalogue_.with_tag(language, tag.number);
            !tag.is_internal && (!listing.empty() || tag.is_section))
            TRY(list_with_feeds(path_of(catalogue_, language, tag), listing, list_feed_formats,
                [&](std::size_t) { return prints_->subject(tag); }));
    for (auto const& byline : catalogue_.bylines())
        if (auto const listing = catalogue_.by(language, byline.number); !listing.empty())
            TRY(list_with_feeds(path_of(catalogue_, language, byline), listing, list_feed_formats,
                [&](std::size_t) { return prints_->subject(byline); }));
    for (auto const& appeal : catalogue_.appeals())
        if (appeal.placements.contains(newsroom::Placement::page) && appeal.in(tag_name))
            TRY(plain(newsroom::appeal_path(catalogue_.settings(), tag_name, appeal.slug)));
    for (auto const& published : catalogue_.newsletters())
        if (published.language == language)
            TRY(newsletter(published));
    if (catalogue_.has_newsletters(language))
        TRY(plain(newsroom::newsletters_path(catalogue_.settings(), tag_name)));
    TRY(plain(home + "search/"));
    TRY(plain(home + "check-this-page/"));
    return archive(language, {});
}

Result<void> Paths::visit_articles() const
{
    return site::visit_articles(
        snapshot_, 0, std::numeric_limits<std::size_t>::max(), [&](Ordinal ordinal, std::string_view path) {
            return visit_(path, prints_ ? prints_->article(ordinal) : 0);
        });
}

Result<void> Paths::visit_issues() const
{
    for (auto const& newsletter : catalogue_.newsletters()) {
        auto rows = TRY(snapshot_.connection().query(
            "SELECT slug FROM issues WHERE newsletter = $1 AND status = 'sent' ORDER BY number",
            {newsletter.newsletter.id}));
        std::vector<std::string> paths;
        while (TRY(rows.next()))
            paths.push_back(path_of(catalogue_, newsletter, rows.text(0)));
        for (auto const& path : paths)
            TRY(unknown(path));
    }
    return {};
}

Result<void> Paths::visit_files() const
{
    for (auto const* path : {"/sitemap.xml", "/sitemap-news.xml", "/mirrors.json"})
        TRY(unknown(path));
    for (auto const* path : {"/robots.txt", "/404.html", "/manifest.webmanifest"})
        TRY(plain(path));
    for (auto const& script : reader_scripts())
        TRY(plain(fmt::format("/{}", script.path)));
    auto const sitemaps = prints_ ? sitemap_fingerprints(*prints_, catalogue_) : std::vector<std::uint64_t>();
    for (std::size_t number = 1; number <= count_sitemaps(catalogue_); ++number)
        TRY(visit_(fmt::format("/sitemap-{}.xml", number), prints_ ? sitemaps[number - 1] : 0));
    for (auto const& [path, asset] : snapshot_.edition().theme().assets())
        TRY(plain(fmt::format("/assets/{}?v={}", path, asset.version)));
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

Result<void> visit_search_files(
    Snapshot const& snapshot, Fingerprints const* prints, PageVisitor const& visit)
{
    return Paths(snapshot, prints, visit).visit_search_files();
}

Result<void> visit_pages(Snapshot const& snapshot, Fingerprints const* prints, PageVisitor const& visit)
{
    Paths const paths(snapshot, prints, visit);
    for (std::size_t language = 0; language < snapshot.catalogue().languages(); ++language)
        TRY(paths.visit_language(language));
    TRY(paths.visit_articles());
    TRY(paths.visit_issues());
    return paths.visit_files();
}

} // namespace broadsheet::site
