#pragma once

#include "site/edition/archive.h"
#include "site/edition/related_lists.h"
#include "site/edition/snapshot.h"
#include "site/query/pagination.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// What the pages of an edition show, as numbers made without rendering them. A page that has the fingerprint
// it had in an earlier edition, while everywhere() is the same too, is the same page to the byte, unless it
// said when it was rendered that it reads more than that (Page::reads_beyond). 0: nothing is known of it.
// Thread-safe.
class Fingerprints {
public:
    // Computed with so many threads. The snapshot must outlive it.
    Fingerprints(Snapshot const&, UtcMillis now, unsigned threads, RelatedLists&);

    // What any page may show: theme, settings, appeals, newsletters, sections.
    std::uint64_t everywhere() const { return everywhere_; }

    // An article as lists, feeds and other articles show it, and its own page.
    std::uint64_t version(Ordinal ordinal) const { return versions_[ordinal]; }
    std::uint64_t article(Ordinal ordinal) const { return articles_[ordinal]; }

    // A page of a list, and its feeds. `subject` stands for what it is a list of; 0: a front page, of which
    // the first is a page of its own kind.
    std::uint64_t list(std::uint64_t subject, Listing, Pagination const&) const;
    std::uint64_t feed(std::uint64_t subject, Listing) const;
    std::uint64_t subject(newsroom::Tag const&) const;
    std::uint64_t subject(newsroom::Byline const&) const;
    // `page` as list() has it: what only the first one shows is left out of the others.
    std::uint64_t subject(std::size_t language, Period const&, std::size_t page) const;

    // A page that shows nothing but what everywhere() covers and its path says.
    static std::uint64_t plain(std::string_view path);

private:
    std::uint64_t make_everywhere(UtcMillis now) const;
    std::uint64_t make_version(Ordinal) const;
    std::uint64_t make_article(Ordinal, RelatedLists::List const&) const;

    Snapshot const& snapshot_;
    std::uint64_t everywhere_;
    std::vector<std::uint64_t> tags_; // by number
    std::vector<std::uint64_t> bylines_;
    std::vector<std::uint64_t> versions_; // by ordinal
    std::vector<std::uint64_t> articles_;
};

} // namespace broadsheet::site
