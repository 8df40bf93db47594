#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <vector>

namespace broadsheet::newsroom {

// What an article was before it was changed: all that is edited of it, not its status and corrections.
struct Revision {
    Number number = 0;
    UtcMillis saved_at = 0; // when something else took its place; of what was discarded, when it was typed
    std::string saved_by; // who put that there, or typed it; "": the program itself
    bool was_typed = false; // it was discarded, and never was the article
    Article article;
};

class Revisions {
public:
    explicit Revisions(db::Connection& connection)
        : connection_(connection)
    {
    }
    // Returns them all, newest first. Tags that are gone are left out. Earlier versions of the program kept
    // title, standfirst and body alone: the rest is then as in what took their place.
    Result<std::vector<Revision>> of(Article const& present) const;

    // Keeps what an article was, if the change is one of what is edited. To be called before it is written.
    static Result<void> keep(Change&, Article const& former, Article const& article);
    // Keeps what was typed, at that time, in place of an article, and is discarded.
    static Result<void> keep_typed(Change&, Article const& typed, std::string_view by, UtcMillis at);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
