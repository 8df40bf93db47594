#include "workflow/notes.h"

#include "base/id.h"
#include "newsroom/checks.h"

namespace broadsheet::workflow {

namespace {

Result<void> must_change_one(Result<std::int64_t> changed)
{
    if (TRY(std::move(changed)) == 0)
        return not_found("there is no such note");
    return {};
}

} // namespace

Result<std::vector<Note>> Notes::of(Number article) const
{
    auto rows = TRY(connection_.query(
        "SELECT n.id, a.name, at, quote, text, resolved_at, r.name FROM notes n "
        "LEFT JOIN accounts a ON a.number = n.account LEFT JOIN accounts r ON r.number = n.resolved_by "
        "WHERE article = $1 ORDER BY CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END, n.number",
        {article}));
    std::vector<Note> notes;
    while (TRY(rows.next())) {
        Note note{rows.string(0), rows.string(1), rows.integer(2), rows.string(3), rows.string(4), {},
            rows.string(6)};
        if (!rows.is_null(5))
            note.resolved_at = rows.integer(5);
        notes.push_back(std::move(note));
    }
    return notes;
}

Result<void> Notes::add(
    Number article, staff::Account const& account, std::string_view quote, std::string_view text)
{
    TRY(newsroom::check_text("quote", quote, longest_quote));
    TRY(newsroom::check_required_text("note", text, longest_text));
    TRY(connection_.execute(
        "INSERT INTO notes (id, article, account, at, quote, text) VALUES ($1, $2, $3, $4, $5, $6)",
        {new_id(clock_, random_), article, account.number, clock_.now(), quote, text}));
    return {};
}

Result<void> Notes::resolve(Number article, std::string_view id, staff::Account const& account)
{
    return must_change_one(connection_.execute(
        "UPDATE notes SET resolved_at = $1, resolved_by = $2 WHERE article = $3 AND id = $4",
        {clock_.now(), account.number, article, id}));
}

Result<void> Notes::reopen(Number article, std::string_view id)
{
    return must_change_one(connection_.execute(
        "UPDATE notes SET resolved_at = NULL, resolved_by = NULL WHERE article = $1 AND id = $2",
        {article, id}));
}

} // namespace broadsheet::workflow
