// The acts around an article: whose it is, what is said about it, who is shown it.
#include "staff/audit_log.h"
#include "workflow/acts.h"
#include "workflow/notes.h"
#include "workflow/previews.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::workflow {

Result<void> Acts::assign(Piece const& piece, staff::Account const& to)
{
    TRY(require(piece.rights.direct));
    TRY(Desk(connection()).assign(piece.article.number, to.number));
    return tell("article.assigned", piece.article, fmt::format("{}: {}", to.name, piece.article.title));
}

Result<void> Acts::unassign(Piece const& piece, staff::Account const& from)
{
    TRY(require(piece.rights.direct));
    TRY(Desk(connection()).unassign(piece.article.number, from.number));
    return tell("article.unassigned", piece.article, fmt::format("{}: {}", from.name, piece.article.title));
}

Result<void> Acts::set_due(Piece& piece, std::optional<UtcMillis> at)
{
    TRY(require(piece.rights.direct));
    piece.progress.due_at = at;
    TRY(Desk(connection()).save(piece.article.number, piece.progress, now()));
    return tell("article.due", piece.article,
        fmt::format("{}: {}", at ? TRY(in_newspapers_time(*at)) : "–", piece.article.title));
}

Result<void> Acts::note(Piece const& piece, std::string_view quote, std::string_view text)
{
    TRY(require(piece.rights.read));
    TRY(Notes(connection(), change_.clock(), change_.random())
            .add(piece.article.number, account(), quote, text));
    return tell("article.note_added", piece.article);
}

Result<void> Acts::resolve(Piece const& piece, std::string_view id)
{
    TRY(require(piece.rights.read));
    TRY(Notes(connection(), change_.clock(), change_.random()).resolve(piece.article.number, id, account()));
    return tell("article.note_resolved", piece.article);
}

Result<void> Acts::reopen(Piece const& piece, std::string_view id)
{
    TRY(require(piece.rights.read));
    TRY(Notes(connection(), change_.clock(), change_.random()).reopen(piece.article.number, id));
    return tell("article.note_reopened", piece.article);
}

Result<std::string> Acts::make_preview(Piece const& piece, std::int64_t life)
{
    TRY(require(piece.rights.edit));
    auto token = TRY(Previews(connection(), change_.clock(), change_.random())
                         .make(piece.article.number, account(), life));
    TRY(tell("article.preview_made", piece.article));
    return token;
}

Result<void> Acts::end_preview(Piece const& piece, std::string_view id)
{
    TRY(require(piece.rights.edit));
    TRY(Previews(connection(), change_.clock(), change_.random()).end(piece.article.number, id));
    return tell("article.preview_ended", piece.article);
}

Result<void> Acts::redact(newsroom::Byline const& byline, std::string_view tombstone,
    newsroom::Bylines::Translations const& translations)
{
    TRY(require(account().may(staff::Act::redact_bylines)));
    TRY(newsroom::Bylines::redact(change_, byline.number, tombstone, translations));
    auto const redacted = TRY(newsroom::Bylines(connection()).all());
    auto const found = std::ranges::find(redacted, byline.number, &newsroom::Byline::number);
    TRY(WorkingCopies(connection(), change_.clock()).rename_byline(byline, found->slug));
    // Neither the name nor what it became is told: the log stays for ever.
    return staff::AuditLog(connection(), change_.clock()).add(&account(), "byline.redacted", byline.id);
}

Result<std::int64_t> publish_due(newsroom::Change& change)
{
    auto& connection = change.connection();
    {
        auto rows = TRY(connection.query("SELECT id, title FROM articles WHERE status = 'scheduled' AND "
                                         "published_at <= $1 ORDER BY published_at, number",
            {change.clock().now()}));
        std::vector<std::pair<std::string, std::string>> due;
        while (TRY(rows.next()))
            due.emplace_back(rows.string(0), rows.string(1));
        for (auto const& [id, title] : due)
            TRY(staff::AuditLog(connection, change.clock()).add(nullptr, "article.published", id, title));
    }
    return newsroom::Articles::publish_due(change);
}

} // namespace broadsheet::workflow
