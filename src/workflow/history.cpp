#include "workflow/history.h"

#include "newsroom/revisions.h"

#include <algorithm>
#include <iterator>

namespace broadsheet::workflow {

Result<std::vector<PastText>> history_of(db::Connection& connection, newsroom::Article const& article)
{
    auto const tags = TRY(newsroom::Tags(connection).all());
    auto const bylines = TRY(newsroom::Bylines(connection).all());
    std::vector<PastText> history{{0, article.created_at, "", false, content_of(article, tags, bylines)}};
    // A revision tells what was replaced, and who replaced it when: by what comes before it here.
    std::size_t replacement = 0;
    for (auto& revision : TRY(newsroom::Revisions(connection).of(article))) {
        auto content = content_of(revision.article, tags, bylines);
        if (revision.was_typed) {
            history.push_back(
                {revision.number, revision.saved_at, std::move(revision.saved_by), true, std::move(content)});
            continue;
        }
        history[replacement].saved_at = revision.saved_at;
        history[replacement].saved_by = std::move(revision.saved_by);
        replacement = history.size();
        history.push_back({revision.number, article.created_at, "", false, std::move(content)});
    }
    auto rows = TRY(connection.query(
        "SELECT name FROM progress JOIN accounts ON begun_by = number WHERE article = $1", {article.number}));
    if (TRY(rows.next()))
        history[replacement].saved_by = rows.string(0);
    return history;
}

PastText const* before(std::vector<PastText> const& history, PastText const& text)
{
    auto const was_article = [](PastText const& other) { return !other.was_typed; };
    auto const at = history.begin() + (&text - history.data());
    if (text.was_typed)
        return &*std::find_if(std::make_reverse_iterator(at), history.rend(), was_article);
    auto const earlier = std::find_if(at + 1, history.end(), was_article);
    return earlier == history.end() ? nullptr : &*earlier;
}

} // namespace broadsheet::workflow
