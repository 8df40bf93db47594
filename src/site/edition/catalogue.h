#pragma once

#include "db/connection.h"
#include "newsroom/appeal.h"
#include "newsroom/change.h"
#include "newsroom/newsletters.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "site/edition/buckets.h"
#include "site/edition/entries.h"
#include "site/edition/signatures.h"
#include "text/time_zone.h"

#include <memory>
#include <mutex>
#include <unordered_map>

namespace broadsheet::site {

// Articles, the oldest first.
using Listing = std::span<Ordinal const>;

// A newsletter that readers can know of, and how many issues its archive has.
struct PublishedNewsletter {
    newsroom::Newsletter newsletter;
    std::size_t language = 0; // place in Settings::languages
    std::size_t issues = 0;
    std::string latest_issue; // its slug; empty: there is none yet

    bool is_open() const { return newsletter.status == newsroom::Newsletter::Status::open; }
};

// One edition, in memory: which articles it has, in which order, and under what each is found, so that lists,
// counts, neighbours, archives and sitemaps need no table scans. Texts stay in the database. Immutable and
// thread-safe; one that is in use outlives the next edition.
class Catalogue {
public:
    // Reads the edition that the connection's transaction sees; with `former`, only what has changed since
    // then.
    static Result<std::shared_ptr<Catalogue const>> load(db::Connection&, Catalogue const* former = nullptr);

    // Returns what `former` would be if the article were published as it is given. `invalid` where it is in a
    // language that the newspaper has not.
    static Result<std::shared_ptr<Catalogue const>> with(
        db::Connection&, Catalogue const& former, newsroom::Article const&);

    newsroom::Edition edition() const { return edition_; }
    // When this edition was made.
    UtcMillis made_at() const { return made_at_; }
    newsroom::Settings const& settings() const { return settings_; }
    text::TimeZone const& zone() const { return zone_; }
    bool has_redirects() const { return has_redirects_; }

    std::vector<newsroom::Tag> const& tags() const { return tags_; } // sections first, in their order
    std::vector<newsroom::Byline> const& bylines() const { return bylines_; }
    std::vector<PublishedNewsletter> const& newsletters() const { return newsletters_; } // in their order
    // Returns nullptr if the language has none of that slug.
    PublishedNewsletter const* newsletter(std::size_t language, std::string_view slug) const;
    bool has_newsletters(std::size_t language) const;
    // Returns the first of a language that takes sign-ups, or nullptr.
    PublishedNewsletter const* open_newsletter(std::size_t language) const;
    // Return nullptr if there is none. Internal tags are found too.
    newsroom::Tag const* tag(newsroom::Number) const;
    newsroom::Tag const* tag(std::string_view slug) const;
    newsroom::Byline const* byline(newsroom::Number) const;
    newsroom::Byline const* byline(std::string_view slug) const;
    // Those that readers see, in the order they are chosen in.
    std::vector<newsroom::Appeal> const& appeals() const { return appeals_; }
    // Returns the place of a language in Settings::languages.
    std::optional<std::size_t> find_language(std::string_view) const;
    std::size_t languages() const { return settings_.languages.size(); }
    std::string const& language(std::size_t place) const { return settings_.languages[place]; }

    std::size_t size() const { return entries_.size(); }
    Entry const& operator[](Ordinal ordinal) const { return entries_[ordinal]; }
    std::span<ShortNumber const> tags(Ordinal ordinal) const { return entries_.tags(entries_[ordinal]); }
    std::span<ShortNumber const> bylines(Ordinal ordinal) const
    {
        return entries_.bylines(entries_[ordinal]);
    }
    // Nothing, where they were given up: Snapshot::signatures() reads them again.
    SharedSignatures signatures() const
    {
        std::scoped_lock lock(signatures_mutex_);
        return signatures_;
    }
    void give_up_signatures() const
    {
        std::scoped_lock lock(signatures_mutex_);
        signatures_.reset();
    }
    std::optional<Ordinal> find(newsroom::Number) const;
    // Returns the smallest number above this one that an article has; 0: there is none.
    newsroom::Number number_after(newsroom::Number) const;
    // Returns the article's translations, itself included, at most one a language, in the order of the
    // languages.
    std::vector<Ordinal> translations(Ordinal) const;

    Listing articles(std::size_t language) const { return by_language_[language]; }
    Listing pages(std::size_t language) const { return pages_by_language_[language]; }
    Listing with_tag(std::size_t language, newsroom::Number tag) const;
    Listing by(std::size_t language, newsroom::Number byline) const;
    // The part of a listing with from <= published_at < until.
    Listing between(Listing, UtcMillis from, UtcMillis until) const;

private:
    Result<void> load_texts(db::Connection&);
    Result<void> load_newsletters(db::Connection&);
    Result<void> load_articles(db::Connection&, Catalogue const* former);
    void index();

    static constexpr Ordinal absent = 0xffffffff;

    newsroom::Edition edition_ = 0;
    UtcMillis made_at_ = 0;
    newsroom::Settings settings_;
    text::TimeZone zone_;
    bool has_redirects_ = false;
    std::vector<newsroom::Tag> tags_;
    std::vector<newsroom::Byline> bylines_;
    std::vector<newsroom::Appeal> appeals_;
    std::vector<PublishedNewsletter> newsletters_;
    std::unordered_map<std::string_view, newsroom::Tag const*> tag_of_slug_;
    std::unordered_map<std::string_view, newsroom::Byline const*> byline_of_slug_;
    std::vector<newsroom::Tag const*> tag_of_number_;
    std::vector<newsroom::Byline const*> byline_of_number_;

    Entries entries_;
    std::vector<Ordinal> ordinal_of_number_;
    Buckets by_language_;
    Buckets pages_by_language_;
    Buckets by_tag_; // by number * languages + language
    Buckets by_byline_;
    struct Translation {
        std::uint64_t key;
        Ordinal ordinal;
    };
    std::vector<Translation> translations_; // sorted by key, then language
    mutable std::mutex signatures_mutex_;
    mutable SharedSignatures signatures_; // guarded by it
};

} // namespace broadsheet::site
