#pragma once

#include "newsroom/article.h"
#include "staff/account.h"
#include "workflow/content.h"

#include <optional>

namespace broadsheet::workflow {

// What is being typed in an article, beside what the article is: typing changes nothing a reader sees. Saves
// name the version they were made from, so that nobody writes over what they have not seen. Writes are to be
// made in a write transaction.
class WorkingCopies {
public:
    // A number that only grows, whoever changes the article or its working copy; below 2^53.
    using Version = std::int64_t;

    struct State {
        Version version = 0;
        bool is_article = true; // nothing is typed that the article does not have
        // Whether the article has been changed otherwise (by a program) since the copy was made from it.
        bool is_behind = false;
        std::string saved_by; // name of an account; "": nobody's, or a program's
        UtcMillis saved_at = 0;
    };
    struct Copy : State {
        Content content;
    };

    WorkingCopies(db::Connection& connection, Clock const& clock)
        : connection_(connection)
        , clock_(clock)
    {
    }

    // Returns the newest text of the article.
    Result<Copy> find(newsroom::Article const&) const;
    // The same without the text.
    Result<State> state(newsroom::Article const&) const;

    // Saves what was made from `from`, if that is the newest version; otherwise nothing is written. Returns
    // the new version.
    Result<std::optional<Version>> save(
        newsroom::Article const&, Version from, CleanContent const&, staff::Account const&);
    // Notes that the article, as it is now, is what was last typed. Returns the new version.
    Result<Version> finish(newsroom::Article const&, staff::Account const&);
    // Notes that the article was changed in what nobody types (its status, its corrections): whoever is
    // typing goes on undisturbed.
    Result<void> follow(newsroom::Article const& former, newsroom::Article const& changed);
    // Puts another slug in the place of a byline in all that is typed.
    Result<void> rename_byline(newsroom::Byline const&, std::string_view slug);

private:
    struct Row {
        Version version = 0;
        UtcMillis base = 0;
        std::string saved_by;
        UtcMillis saved_at = 0;
        std::optional<std::string> content;
    };
    Result<Row> read(newsroom::Article const&) const;
    static State state_of(Row const&, newsroom::Article const&);
    Result<Version> write(
        newsroom::Article const&, Version, std::optional<std::string> const& content, staff::Account const&);

    db::Connection& connection_;
    Clock const& clock_;
};

} // namespace broadsheet::workflow
