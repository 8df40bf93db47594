#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "newsroom/article.h"
#include "newsroom/change.h"
#include "staff/account.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::workflow {

using newsroom::Number;

// Links that show an article, as it would look, to whoever has one: no account is needed. A link works while
// whoever made it may read the article. Tokens are 256 random bits and kept as hashes. Writes are to be made
// in a write transaction.
class Previews {
public:
    static constexpr std::int64_t longest_life = 30LL * 24 * 60 * 60 * 1000; // milliseconds
    static constexpr int most_of_one_article = 50;

    struct Preview {
        std::string id;
        std::string made_by; // name of an account
        UtcMillis made_at = 0;
        UtcMillis expires_at = 0;
    };

    Previews(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Returns the token of a new link, this once.
    Result<std::string> make(Number article, staff::Account const&, std::int64_t life);
    // Returns the article that a token shows, or not_found.
    Result<Number> article(std::string_view token) const;
    // Returns the links that still work.
    Result<std::vector<Preview>> of(Number article) const;
    // not_found where the link is not of this article.
    Result<void> end(Number article, std::string_view id);
    // What is withdrawn may be so for a court, or for somebody's safety: nobody outside goes on reading it.
    // Within the change that takes it from readers.
    static Result<void> end_all(newsroom::Change&, Number article);

private:
    struct Maker {
        std::string name;
        bool may_show = false;
    };
    Result<Maker> maker(std::optional<staff::Number>, newsroom::Article const&) const;

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::workflow
