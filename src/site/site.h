#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "site/edition/snapshot.h"
#include "site/framed_page.h"
#include "site/page.h"
#include "site/paths.h"
#include "site/search.h"
#include "site/theme.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace broadsheet::site {

class EditionReader;

// Everything a reader can read, as a pure function of the published state. Thread-safe.
class Site {
public:
    // Finds a theme by the name that the settings give it.
    using LoadTheme = std::function<Result<std::shared_ptr<Theme const>>(std::string const& name)>;

    // The theme is that of the settings now; `load_theme` is asked for another when they name one. What is
    // given must outlive the site. Without a search, /search/ says that nothing was found; without
    // `load_theme`, the theme stays.
    Site(db::Database&, Clock const&, std::shared_ptr<Theme const>, Search const* = nullptr, LoadTheme = {});

    // Loads the theme of the settings again, for pages from now on; those rendered before are as they were,
    // so make a new edition. If that fails, the former theme is kept.
    Result<void> reload_theme();

    // Returns the page at a root-relative, percent-encoded path, which may have a query, in the newest
    // edition. Never fails: an error is a page with status 404, 410 or 500, and what went wrong in the latter
    // case is in the log.
    Page page(std::string_view target) const;

    // Returns the page an article would have if it were published as it is given, in the newest edition.
    // Its links work at any path.
    Result<Page> preview(newsroom::Article const&) const;

    // Returns a page that another room wrote, in the clothes of the newest edition; `not_found` for a
    // language the newspaper does not have.
    Result<Page> framed(FramedPage const&) const;

    // Returns the page at a path as it would be with this appeal on it, whatever its times and the pages it
    // is meant for. Its links work at any path.
    Result<Page> preview(newsroom::Appeal const&, std::string_view target) const;

    // Returns the number of the newest edition, read from the database.
    Result<newsroom::Edition> edition() const;

    // Opens the newest edition for reading many of its pages, as an export does.
    Result<EditionReader> read() const;
    // The same in another theme, which no reader sees.
    Result<EditionReader> read_in(std::shared_ptr<Theme const>) const;

private:
    friend class EditionReader;
    struct Workspace { // what one thread at a time uses
        CardCache cards;
    };

    struct OpenEdition { // the newest, and the transaction that reads it
        db::Database::Lease lease;
        std::shared_ptr<PublishedEdition const> edition;
    };

    Result<OpenEdition> open_edition() const;
    EditionReader reader_of(db::Database::Lease, std::shared_ptr<PublishedEdition const>) const;
    Result<std::shared_ptr<PublishedEdition const>> edition_for(db::Connection&, newsroom::Edition) const;
    std::shared_ptr<Theme const> theme_for(Catalogue const&, Catalogue const* former) const;
    std::unique_ptr<Workspace> take_workspace() const;
    void give_back(std::unique_ptr<Workspace>) const;

    db::Database& database_;
    Clock const& clock_;
    Search const* search_;
    LoadTheme load_theme_;

    mutable std::mutex mutex_; // guards the three below
    mutable std::shared_ptr<Theme const> theme_; // of editions yet to be read
    mutable std::shared_ptr<PublishedEdition const> edition_;
    mutable std::vector<std::unique_ptr<Workspace>> workspaces_;
    mutable std::mutex refreshing_; // held by the one thread that reads a new edition
};

// One edition, read page by page; what is published meanwhile does not show. Used by one thread at a time.
class EditionReader {
public:
    EditionReader(EditionReader&&) = default;
    EditionReader& operator=(EditionReader&&) = delete;
    ~EditionReader();

    Catalogue const& catalogue() const { return snapshot_->catalogue(); }
    // What else there is to read of it.
    Snapshot const& snapshot() const { return *snapshot_; }

    // Returns the page at a path as Site::page does. Fails where that would be the newspaper's fault (status
    // 500).
    Result<Page> page(std::string_view target) const;

    // Calls `visit` with the path of every page of the edition: articles and pages, lists with all their
    // pages, archives, feeds, sitemaps, robots.txt, /404.html and the theme's assets (as they are linked,
    // with their ?v=); not redirects and search. Stops at the first error, also one that `visit` returns.
    Result<void> for_each_path(std::function<Result<void>(std::string_view path)> const& visit) const;

    // The same with the fingerprint of each page, from fingerprints(), which uses so many threads: first the
    // files of the search without a server, then all others.
    Result<Fingerprints> fingerprints(unsigned threads, KeptLists const& = {}) const;
    Result<void> for_each_search_file(Fingerprints const&, PageVisitor const& visit) const;
    Result<void> for_each_page(Fingerprints const&, PageVisitor const& visit) const;

private:
    friend class Site;
    EditionReader(Site const&, std::unique_ptr<Site::Workspace>, Snapshot);

    Site const* site_;
    std::unique_ptr<Site::Workspace> workspace_;
    std::unique_ptr<Snapshot> snapshot_;
};

} // namespace broadsheet::site
