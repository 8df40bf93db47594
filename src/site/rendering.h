#pragma once

#include "site/appeals/page_appeals.h"
#include "site/edition/snapshot.h"
#include "site/query/pagination.h"
#include "site/theme.h"
#include "templates/value.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// A place a page is under, for its breadcrumbs; or the same page elsewhere.
struct LinkTo {
    std::string name;
    std::string path;
};

// This page in another language.
struct TranslationLink {
    std::size_t language = 0;
    std::string title;
    std::string path;
};

// How a page's links are written: relative to its own path, or, for one that stands at any path, below the
// path of the newspaper's address.
enum class Links { relative, below_base };

// One page while it is rendered: what contexts and helpers know beside their arguments. Used by one thread.
struct Rendering {
    Snapshot const& snapshot;
    Theme const& theme;
    UtcMillis now = 0;
    Links links = Links::relative;

    std::size_t language = 0;
    std::string path = {}; // the page's own, root-relative
    std::vector<std::string_view> kinds = {}; // what {{#is}} answers to: "post", "paged"
    std::string title = {}; // of what the page shows; empty on the front page
    std::string description = {};
    std::vector<LinkTo> breadcrumbs = {}; // the last is the page itself
    std::vector<TranslationLink> translations = {};
    std::string feed_folder = {}; // where the feeds of what the page shows are; empty: it has none of its own
    std::optional<Pagination> pagination = {};

    // What the page is about, where it is about one thing.
    std::optional<Ordinal> article = {};
    ArticlePointer article_text = {};
    newsroom::Tag const* tag = nullptr;
    newsroom::Byline const* byline = nullptr;
    int status = 200;

    newsroom::Appeal const* own_appeal = nullptr; // what an appeal's own page is about
    newsroom::Appeal const* previewed_appeal = nullptr;
    bool is_preview = false; // see PageRequest
    std::string given = {}; // see FramedPage
    PageAppeals appeals = {}; // chosen when all above is known

    std::map<std::string, std::string, std::less<>> blocks = {}; // of {{#contentFor}}
    // Whether the page shows what its fingerprint does not cover (site/fingerprints.h).
    bool reads_beyond = false;
    // The first failure of what templates read on the way; they see nothing in its place, and the page is not
    // served.
    std::optional<Error> error = {};

    Catalogue const& catalogue() const { return snapshot.catalogue(); }
    newsroom::Settings const& settings() const { return catalogue().settings(); }
    std::string const& language_tag() const { return catalogue().language(language); }
    bool is(std::string_view kind) const;

    // Returns the value, or notes the error and returns an empty value.
    template <typename T>
    T noting(Result<T> result)
    {
        if (result.ok())
            return std::move(result).value();
        if (!error)
            error = std::move(result).error();
        return T();
    }
};

} // namespace broadsheet::site
