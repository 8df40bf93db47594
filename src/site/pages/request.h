#pragma once

#include "site/framed_page.h"
#include "site/page.h"
#include "site/rendering.h"
#include "site/routes.h"
#include "site/search.h"

namespace broadsheet::site {

// What every kind of page is made from.
struct PageRequest {
    Snapshot const& snapshot;
    Theme const& theme;
    Search const* search = nullptr;
    UtcMillis now = 0;
    Route route;
    std::string path; // as asked for, percent-encoded, without query
    std::string query; // without its question mark
    Links links = Links::relative;
    newsroom::Appeal const* previewed_appeal = nullptr; // shown in place of those there are
    bool is_preview = false; // of an article that may not be published: the page says so

    Catalogue const& catalogue() const { return snapshot.catalogue(); }
    newsroom::Settings const& settings() const { return catalogue().settings(); }
};

// The kinds of pages. Each fails with not_found where the edition has no such page, and with any other error
// where the newspaper, not the reader, is at fault.
Result<Page> front_page(PageRequest const&);
Result<Page> article_page(PageRequest const&);
// Of an article that the catalogue holds, and the database need not.
Result<Page> preview_page(PageRequest const&, newsroom::Article const&);
Result<Page> newsletters_page(PageRequest const&);
Result<Page> issue_page(PageRequest const&);
Result<Page> tag_page(PageRequest const&); // sections too
Result<Page> byline_page(PageRequest const&);
Result<Page> archive_page(PageRequest const&);
Result<Page> appeal_page(PageRequest const&);
Result<Page> search_page(PageRequest const&);
Result<Page> feed_page(PageRequest const&);
Result<Page> sitemap_page(PageRequest const&); // all kinds
Result<Page> robots_page(PageRequest const&);
// What browsers ask for where a page names no icon: the newspaper's, or the theme's.
Result<Page> favicon_page(PageRequest const&);
Result<Page> asset_page(PageRequest const&);
// What runs in readers' browsers (web/worker/), and what it reads.
Result<Page> script_page(PageRequest const&);
Result<Page> web_manifest_page(PageRequest const&);
Result<Page> mirror_list_page(PageRequest const&);
Result<Page> check_page(PageRequest const&);
Result<Page> search_part_page(PageRequest const&);
Result<Page> framed_page(PageRequest const&, FramedPage const&);

// Returns the page for an error, in the theme's clothes; if the theme fails, in none.
Page error_page(PageRequest const&, int status);
// Returns a page that needs neither theme nor database.
Page plain_error_page(int status);

} // namespace broadsheet::site
