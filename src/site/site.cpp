#include "site/site.h"

#include "base/encoding.h"
#include "base/form.h"
#include "base/log.h"
#include "newsroom/change.h"
#include "newsroom/paths.h"
#include "newsroom/redirects.h"
#include "site/pages/render.h"
#include "site/pages/request.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

Result<Page> page_of_kind(PageRequest const& request)
{
    if (request.route.feed != FeedFormat::none)
        return feed_page(request);
    switch (request.route.kind) {
    case Route::Kind::nothing:
        break;
    case Route::Kind::redirect:
        return redirect_page(request,
            request.query.empty() ? request.route.location : request.route.location + "?" + request.query);
    case Route::Kind::front:
        return front_page(request);
    case Route::Kind::article:
        return article_page(request);
    case Route::Kind::newsletters:
        return newsletters_page(request);
    case Route::Kind::issue:
        return issue_page(request);
    case Route::Kind::section:
    case Route::Kind::tag:
        return tag_page(request);
    case Route::Kind::byline:
        return byline_page(request);
    case Route::Kind::appeal:
        return appeal_page(request);
    case Route::Kind::archive:
        return archive_page(request);
    case Route::Kind::search:
        return search_page(request);
    case Route::Kind::sitemap_index:
    case Route::Kind::sitemap:
    case Route::Kind::news_sitemap:
        return sitemap_page(request);
    case Route::Kind::robots:
        return robots_page(request);
    case Route::Kind::favicon:
        return favicon_page(request);
    case Route::Kind::error_page: {
        auto page = error_page(request, 404);
        page.status = 200; // the file itself is there
        page.shared_as.clear();
        return page;
    }
    case Route::Kind::asset:
        return asset_page(request);
    case Route::Kind::script:
        return script_page(request);
    case Route::Kind::web_manifest:
        return web_manifest_page(request);
    case Route::Kind::mirror_list:
        return mirror_list_page(request);
    case Route::Kind::check:
        return check_page(request);
    case Route::Kind::search_part:
        return search_part_page(request);
    }
    return not_found("no page has this address");
}

// Returns where the newspaper's own table of redirects leads, with or without the slash at the end.
Result<std::optional<Page>> redirect_of(PageRequest const& request)
{
    if (!request.catalogue().has_redirects())
        return std::optional<Page>();
    auto path = percent_decode(request.path);
    if (!path.ok())
        return std::optional<Page>();
    auto other = *path;
    if (other.ends_with('/'))
        other.pop_back();
    else
        other += '/';
    newsroom::Redirects const redirects(request.snapshot.connection());
    for (auto const& from : {*path, other})
        if (auto found = TRY(redirects.from(from)))
            return std::optional(redirect_page(request, found->to, found->permanent ? 301 : 302));
    return std::optional<Page>();
}

// Whether readers would find no article there: numbers of articles can be counted up, and where one that is
// not published would be is nobody's business.
Result<bool> leads_to_nothing(PageRequest const& request, std::string_view to)
{
    auto const route = read_route(to.substr(0, to.find_first_of("?#")), request.settings().languages);
    if (route.kind != Route::Kind::article)
        return false;
    return TRY(request.snapshot.article(route.language, route.slug)).state == Snapshot::Found::State::absent;
}

// Returns where the query leads, by a parameter that names what stands elsewhere.
Result<std::optional<Page>> redirect_by_query(PageRequest const& request)
{
    auto const pair = find_pair(request.query, newsroom::leading_parameters);
    auto const path = percent_decode(request.path);
    if (pair.empty() || !path.ok() || !request.catalogue().has_redirects())
        return std::optional<Page>();
    newsroom::Redirects const redirects(request.snapshot.connection());
    auto const found = TRY(redirects.from(fmt::format("{}?{}", *path, pair)));
    if (!found || TRY(leads_to_nothing(request, found->to)))
        return std::optional<Page>();
    return std::optional(redirect_page(request, found->to, found->permanent ? 301 : 302));
}

Result<Page> found_page(PageRequest const& request)
{
    if (request.route.kind == Route::Kind::front)
        if (auto redirect = TRY(redirect_by_query(request)))
            return std::move(*redirect);
    auto page = page_of_kind(request);
    auto const is_found = page.ok() && page->status == 200;
    if (is_found || (!page.ok() && page.error().code != ErrorCode::not_found))
        return page;
    // What the table says goes before a page that is gone or called otherwise.
    if (auto redirect = TRY(redirect_by_query(request)))
        return std::move(*redirect);
    if (auto redirect = TRY(redirect_of(request)))
        return std::move(*redirect);
    return page.ok() ? std::move(page) : Result<Page>(error_page(request, 404));
}

Result<Page> answer(PageRequest const& request)
{
    auto page = TRY(found_page(request));
    // Elsewhere a query changes nothing, and the page is kept for all of them.
    page.may_lead_on = request.catalogue().has_redirects()
        && (request.route.kind == Route::Kind::front || page.status == 404);
    return page;
}

PageRequest read_request(
    Snapshot const& snapshot, Search const* search, UtcMillis now, std::string_view target)
{
    auto const path = target.substr(0, target.find('?'));
    auto const query = target.substr(std::min(path.size() + 1, target.size()));
    return {snapshot, snapshot.edition().theme(), search, now,
        read_route(path, snapshot.catalogue().settings().languages), std::string(path), std::string(query)};
}

} // namespace

Site::Site(db::Database& database, Clock const& clock, std::shared_ptr<Theme const> theme,
    Search const* search, LoadTheme load_theme)
    : database_(database)
    , clock_(clock)
    , search_(search)
    , load_theme_(std::move(load_theme))
    , theme_(std::move(theme))
{
    VERIFY(theme_);
}

Page Site::page(std::string_view target) const
{
    auto reader = read();
    if (!reader.ok()) {
        log_error("cannot read the edition: {}", reader.error().message);
        return plain_error_page(500);
    }
    auto page = reader->page(target);
    if (page.ok())
        return std::move(page).value();
    log_error("a page could not be rendered, an error page is shown instead: {}", page.error().message);
    auto const request = read_request(*reader->snapshot_, search_, clock_.now(), "/");
    return error_page(request, 500);
}

Result<Page> Site::preview(newsroom::Article const& article) const
{
    auto [lease, edition] = TRY(open_edition());
    auto catalogue = TRY(Catalogue::with(*lease, edition->catalogue(), article));
    auto const with_article
        = std::make_shared<PublishedEdition const>(std::move(catalogue), edition->shared_theme());
    CardCache cards;
    Snapshot const snapshot(std::move(lease), with_article, cards);
    auto const path = newsroom::article_path(snapshot.catalogue().settings(), article.language, article.slug);
    auto request = read_request(snapshot, search_, clock_.now(), path);
    request.links = Links::below_base;
    request.is_preview = true;
    return preview_page(request, article);
}

Result<Page> Site::preview(newsroom::Appeal const& appeal, std::string_view target) const
{
    auto const reader = TRY(read());
    auto request = read_request(*reader.snapshot_, search_, clock_.now(), target);
    request.links = Links::below_base;
    request.previewed_appeal = &appeal;
    return answer(request);
}

Result<Page> Site::framed(FramedPage const& framed) const
{
    auto const reader = TRY(read());
    auto const language = reader.catalogue().find_language(framed.language);
    if (!language)
        return not_found("the newspaper is not in this language: " + framed.language);
    auto request = read_request(*reader.snapshot_, search_, clock_.now(), framed.path);
    request.route = {};
    request.route.language = *language;
    return framed_page(request, framed);
}

Result<newsroom::Edition> Site::edition() const
{
    auto lease = TRY(database_.connect());
    return newsroom::current_edition(*lease);
}

Result<EditionReader> Site::read() const
{
    auto [lease, edition] = TRY(open_edition());
    return reader_of(std::move(lease), std::move(edition));
}

Result<EditionReader> Site::read_in(std::shared_ptr<Theme const> theme) const
{
    auto [lease, edition] = TRY(open_edition());
    return reader_of(std::move(lease),
        std::make_shared<PublishedEdition const>(edition->shared_catalogue(), std::move(theme)));
}

Result<Site::OpenEdition> Site::open_edition() const
{
    auto lease = TRY(database_.connect());
    TRY(lease->begin(db::Access::read));
    auto const number = TRY(newsroom::current_edition(*lease));
    auto edition = TRY(edition_for(*lease, number));
    return OpenEdition{std::move(lease), std::move(edition)};
}

EditionReader Site::reader_of(
    db::Database::Lease lease, std::shared_ptr<PublishedEdition const> edition) const
{
    auto workspace = take_workspace();
    Snapshot snapshot(std::move(lease), std::move(edition), workspace->cards);
    return EditionReader(*this, std::move(workspace), std::move(snapshot));
}

// Returns the edition that the connection's transaction sees. Newer ones are kept for the others; an older
// one, which only a transaction begun before the last change can ask for, is read for it alone.
Result<std::shared_ptr<PublishedEdition const>> Site::edition_for(
    db::Connection& connection, newsroom::Edition number) const
{
    auto current = [&] {
        std::scoped_lock lock(mutex_);
        return edition_;
    };
    auto edition = current();
    if (edition && edition->catalogue().edition() == number)
        return edition;

    std::scoped_lock refreshing(refreshing_);
    edition = current();
    if (edition && edition->catalogue().edition() == number)
        return edition;
    auto const is_newer = !edition || edition->catalogue().edition() < number;
    auto const* former = edition && is_newer ? &edition->catalogue() : nullptr;
    auto catalogue = TRY(Catalogue::load(connection, former));
    auto theme = theme_for(*catalogue, former);
    auto fresh = std::make_shared<PublishedEdition const>(std::move(catalogue), std::move(theme));
    if (is_newer) {
        std::scoped_lock lock(mutex_);
        theme_ = fresh->shared_theme();
        edition_ = fresh;
    }
    return fresh;
}

// Returns the theme of an edition: the former one's, unless its settings name another that can be loaded.
std::shared_ptr<Theme const> Site::theme_for(Catalogue const& catalogue, Catalogue const* former) const
{
    auto const& name = catalogue.settings().theme;
    if (load_theme_ && former && former->settings().theme != name) {
        auto theme = load_theme_(name);
        if (theme.ok())
            return std::move(theme).value();
        log_error("pages keep their former theme: {}", theme.error().message);
    }
    std::scoped_lock lock(mutex_);
    return theme_;
}

Result<void> Site::reload_theme()
{
    if (!load_theme_)
        return {};
    // First of all, so that the settings read here are not older than what another thread puts in place.
    std::scoped_lock refreshing(refreshing_);
    auto lease = TRY(database_.connect());
    auto const settings = TRY(newsroom::load_settings(*lease));
    auto theme = TRY(load_theme_(settings.theme));
    std::scoped_lock lock(mutex_);
    theme_ = theme;
    if (edition_)
        edition_ = std::make_shared<PublishedEdition const>(edition_->shared_catalogue(), std::move(theme));
    return {};
}

std::unique_ptr<Site::Workspace> Site::take_workspace() const
{
    std::scoped_lock lock(mutex_);
    if (workspaces_.empty())
        return std::make_unique<Workspace>();
    auto workspace = std::move(workspaces_.back());
    workspaces_.pop_back();
    return workspace;
}

void Site::give_back(std::unique_ptr<Workspace> workspace) const
{
    std::scoped_lock lock(mutex_);
    workspaces_.push_back(std::move(workspace));
}

EditionReader::EditionReader(Site const& site, std::unique_ptr<Site::Workspace> workspace, Snapshot snapshot)
    : site_(&site)
    , workspace_(std::move(workspace))
    , snapshot_(std::make_unique<Snapshot>(std::move(snapshot)))
{
}

EditionReader::~EditionReader()
{
    snapshot_.reset();
    if (workspace_) // it has not moved elsewhere
        site_->give_back(std::move(workspace_));
}

Result<Page> EditionReader::page(std::string_view target) const
{
    return answer(read_request(*snapshot_, site_->search_, site_->clock_.now(), target));
}

Result<void> EditionReader::for_each_path(std::function<Result<void>(std::string_view)> const& visit) const
{
    auto const visit_path = [&](std::string_view path, std::uint64_t) { return visit(path); };
    TRY(visit_search_files(*snapshot_, nullptr, visit_path));
    return visit_pages(*snapshot_, nullptr, visit_path);
}

Result<Fingerprints> EditionReader::fingerprints(unsigned threads, KeptLists const& kept) const
{
    auto const& edition = snapshot_->edition();
    auto lists = std::make_shared<RelatedLists>(edition.catalogue(), TRY(snapshot_->signatures()), kept);
    Fingerprints prints(*snapshot_, site_->clock_.now(), threads, *lists);
    edition.set_related(std::move(lists));
    return prints;
}

Result<void> EditionReader::for_each_search_file(Fingerprints const& prints, PageVisitor const& visit) const
{
    return visit_search_files(*snapshot_, &prints, visit);
}

Result<void> EditionReader::for_each_page(Fingerprints const& prints, PageVisitor const& visit) const
{
    return visit_pages(*snapshot_, &prints, visit);
}

} // namespace broadsheet::site
