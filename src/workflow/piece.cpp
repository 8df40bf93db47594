#include "workflow/piece.h"

#include "newsroom/articles.h"

namespace broadsheet::workflow {

Result<Piece> open_piece(db::Connection& connection, staff::Account const& account, std::string_view id)
{
    Desk const desk(connection);
    Piece piece;
    piece.article = TRY(newsroom::Articles(connection).by_id(id));
    piece.progress = TRY(desk.progress(piece.article.number));
    piece.is_assigned = TRY(desk.is_assigned(piece.article.number, account.number));
    piece.rights = rights_of(account, piece.article, piece.is_assigned);
    if (!piece.rights.read)
        return not_found("there is no such article");
    return piece;
}

Result<std::optional<Collision>> collision_of(db::Connection& connection, Clock const& clock,
    staff::Session const& session, newsroom::Article const& article, WorkingCopies::State const& newest,
    WorkingCopies::Version from)
{
    auto const lock = TRY(EditLocks(connection, clock).look(article.number, session));
    if (!lock.holder.empty() && !lock.is_mine)
        return std::optional(Collision{true, newest.version, lock.holder, lock.since});
    if (newest.version != from)
        return std::optional(Collision{false, newest.version, newest.saved_by, newest.saved_at});
    return std::optional<Collision>();
}

} // namespace broadsheet::workflow
