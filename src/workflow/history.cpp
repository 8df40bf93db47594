#include "workflow/history.h"

#include "html/plain_text.h"
#include "newsroom/articles.h"

#include <fmt/format.h>

namespace broadsheet::workflow {

std::string PastText::lines() const
{
    return fmt::format("{}\n{}\n{}\n", title, standfirst, html::plain_text(body));
}

Result<std::vector<PastText>> history_of(db::Connection& connection, newsroom::Article const& article)
{
    std::vector<PastText> history{
        {0, article.created_at, "", article.title, article.standfirst, article.body}};
    // A revision tells what was replaced, and who replaced it when: by what comes before it here.
    for (auto& revision : TRY(newsroom::Articles(connection).revisions(article.number))) {
        history.back().saved_at = revision.saved_at;
        history.back().saved_by = std::move(revision.saved_by);
        history.push_back({revision.number, article.created_at, "", std::move(revision.title),
            std::move(revision.standfirst), std::move(revision.body)});
    }
    auto rows = TRY(connection.query(
        "SELECT name FROM progress JOIN accounts ON begun_by = number WHERE article = $1", {article.number}));
    if (TRY(rows.next()))
        history.back().saved_by = rows.string(0);
    return history;
}

} // namespace broadsheet::workflow
