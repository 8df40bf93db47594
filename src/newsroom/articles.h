#pragma once

#include "newsroom/article.h"
#include "newsroom/article_facts.h"
#include "newsroom/change.h"

#include <optional>

namespace broadsheet::newsroom {

// Limits that Articles::save() enforces, in bytes; `tags` and `bylines` in records.
struct ArticleLimits {
    static constexpr std::size_t title = 2'000;
    static constexpr std::size_t standfirst = 10'000;
    static constexpr std::size_t slug = 200;
    static constexpr std::size_t body = 4'000'000;
    static constexpr std::size_t tags = 100;
    static constexpr std::size_t bylines = 50;
};

// Articles and pages in the database. Reads see the connection's transaction; writes need a Change.
class Articles {
public:
    explicit Articles(db::Connection& connection)
        : connection_(connection)
    {
    }

    // Each returns the article with its tags, bylines and corrections, or not_found.
    Result<Article> by_number(Number) const;
    Result<Article> by_id(std::string_view id) const;
    Result<Article> by_slug(std::string_view language, std::string_view slug) const;
    // Returns the articles and pages of every status whose number is greater than `after`, by number.
    Result<std::vector<Article>> after(Number after, std::size_t most) const;

    struct SourceState {
        Number number = 0;
        std::string id;
        std::string source_hash;
    };
    // Returns what an earlier import made of a source record, if it did.
    Result<std::optional<SourceState>> by_source(std::string_view source) const;

    // Saves a new article (number 0) or a changed one, and returns its number. The article must be complete
    // and its body sanitised. Refused, with a message that names the field: an invalid slug, one another
    // article of the language has, a reserved one (newsroom/paths.h), an empty title, a status that
    // contradicts its times, a tag or byline that does not exist, text over the limits. A published article
    // whose slug or language changes leaves a redirect; the former title, standfirst and body become a
    // revision. A change no reader can see (a draft) makes no new edition.
    static Result<Number> save(Change&, Article const&);
    // The same, with facts_of() the article, for a caller that has computed them elsewhere.
    static Result<Number> save(Change&, Article const&, ArticleFacts const&);

    // Returns `wanted`, or where another article of the language has it, or it is reserved, `wanted-2` and so
    // on, shortened to what a slug may be.
    static Result<std::string> free_slug(Change&, Article const&, std::string const& wanted);

    // Takes an article away: one that no reader has ever seen is deleted with all that belongs to it, any
    // other is withdrawn, so that its address says what became of it.
    enum class Removal { deleted, withdrawn };
    static Result<Removal> remove(Change&, Number);

    // Publishes what is scheduled for now or earlier and returns how many articles that were.
    static Result<std::int64_t> publish_due(Change&);
    // Returns the time of the next scheduled article.
    Result<std::optional<UtcMillis>> next_scheduled() const;

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
