#include "workflow/edit_locks.h"

#include <algorithm>

namespace broadsheet::workflow {

using staff::Session;

Result<std::optional<EditLocks::Row>> EditLocks::read(Number article) const
{
    auto rows = TRY(connection_.query(
        "SELECT session, l.account, a.name, since, seen_at, wanted_session, w.name, wanted_at "
        "FROM edit_locks l JOIN accounts a ON a.number = l.account AND a.is_suspended = 0 "
        "LEFT JOIN accounts w ON w.number = l.wanted_by WHERE article = $1",
        {article}));
    if (!TRY(rows.next()))
        return std::optional<Row>();
    Row row{rows.string(0), rows.integer(1), rows.string(2), rows.integer(3), rows.integer(4), rows.string(5),
        rows.string(6), rows.integer(7)};
    if (clock_.now() - row.seen_at >= limits_.silence)
        return std::optional<Row>();
    return std::optional(std::move(row));
}

UtcMillis EditLocks::free_at(Row const& row, Session const& session) const
{
    if (row.account == session.account.number) // another browser of the same person
        return 0;
    auto const by_silence = row.seen_at + limits_.silence;
    return row.wanted_session == session.id ? std::min(by_silence, row.wanted_at + limits_.answer)
                                            : by_silence;
}

EditLocks::State EditLocks::state_of(std::optional<Row> const& row, Session const& session) const
{
    if (!row)
        return {};
    State state;
    state.holder = row->name;
    state.is_mine = row->session == session.id;
    state.since = row->since;
    state.wanted_by = row->wanted_by;
    state.is_asked_for = row->wanted_session == session.id;
    if (!state.is_mine)
        state.free_in = std::max<std::int64_t>(0, free_at(*row, session) - clock_.now());
    return state;
}

Result<EditLocks::State> EditLocks::take(Number article, Session const& session)
{
    auto const now = clock_.now();
    TRY(connection_.execute(
        "INSERT INTO edit_locks (article, session, account, since, seen_at) VALUES ($1, $2, $3, $4, $4) "
        "ON CONFLICT (article) DO UPDATE SET session = excluded.session, account = excluded.account, "
        "since = excluded.since, seen_at = excluded.seen_at, wanted_session = '', wanted_by = NULL",
        {article, session.id, session.account.number, now}));
    return look(article, session);
}

Result<EditLocks::State> EditLocks::look(Number article, Session const& session) const
{
    return state_of(TRY(read(article)), session);
}

Result<EditLocks::State> EditLocks::hold(Number article, Session const& session)
{
    auto const row = TRY(read(article));
    bool const is_mine = row && row->session == session.id;
    // The holder's page has had its time to answer: what it says now comes too late.
    bool const has_not_answered = row && !row->wanted_session.empty() && row->wanted_session != session.id
        && clock_.now() - row->wanted_at >= limits_.answer;
    if (is_mine && !has_not_answered) {
        TRY(connection_.execute(
            "UPDATE edit_locks SET seen_at = $1 WHERE article = $2", {clock_.now(), article}));
        return look(article, session);
    }
    bool const is_asked_for_by_me = row && row->wanted_session == session.id;
    if (!row || (is_asked_for_by_me && free_at(*row, session) <= clock_.now()))
        return take(article, session);
    return state_of(row, session);
}

Result<EditLocks::State> EditLocks::want(Number article, Session const& session)
{
    auto const row = TRY(read(article));
    if (!row || row->session == session.id || free_at(*row, session) <= clock_.now())
        return take(article, session);
    if (row->wanted_session.empty())
        TRY(connection_.execute(
            "UPDATE edit_locks SET wanted_session = $1, wanted_by = $2, wanted_at = $3 WHERE article = $4",
            {session.id, session.account.number, clock_.now(), article}));
    return look(article, session);
}

Result<EditLocks::State> EditLocks::give(Number article, Session const& session)
{
    TRY(connection_.execute(
        "UPDATE edit_locks SET session = wanted_session, account = wanted_by, since = $1, seen_at = $1, "
        "wanted_session = '', wanted_by = NULL WHERE article = $2 AND session = $3 AND wanted_session <> '' "
        "AND wanted_by IS NOT NULL",
        {clock_.now(), article, session.id}));
    return look(article, session);
}

Result<EditLocks::State> EditLocks::keep(Number article, Session const& session)
{
    TRY(connection_.execute("UPDATE edit_locks SET wanted_session = '', wanted_by = NULL, seen_at = $1 "
                            "WHERE article = $2 AND session = $3",
        {clock_.now(), article, session.id}));
    return look(article, session);
}

Result<EditLocks::State> EditLocks::leave(Number article, Session const& session)
{
    TRY(connection_.execute(
        "DELETE FROM edit_locks WHERE article = $1 AND session = $2", {article, session.id}));
    TRY(connection_.execute("UPDATE edit_locks SET wanted_session = '', wanted_by = NULL "
                            "WHERE article = $1 AND wanted_session = $2",
        {article, session.id}));
    return look(article, session);
}

} // namespace broadsheet::workflow
