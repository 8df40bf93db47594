#include "workflow/progress.h"

#include <fmt/format.h>

namespace broadsheet::workflow {

std::string_view name_of(Stage stage)
{
    switch (stage) {
    case Stage::writing:
        return "writing";
    case Stage::review:
        return "review";
    case Stage::ready:
        return "ready";
    }
    return "writing";
}

Result<Stage> stage_from(std::string_view name)
{
    for (auto stage : {Stage::writing, Stage::review, Stage::ready})
        if (name_of(stage) == name)
            return stage;
    return invalid(fmt::format("stage: \"{}\" is none of writing, review, ready", name));
}

Result<Progress> Desk::progress(Number article) const
{
    auto rows = TRY(connection_.query(
        "SELECT stage, begun_by, due_at, sent_back_by, sent_back_at FROM progress WHERE article = $1",
        {article}));
    Progress progress;
    if (!TRY(rows.next()))
        return progress;
    progress.stage = TRY(stage_from(rows.text(0)));
    if (!rows.is_null(1))
        progress.begun_by = rows.integer(1);
    if (!rows.is_null(2))
        progress.due_at = rows.integer(2);
    if (!rows.is_null(3))
        progress.sent_back_by = rows.integer(3);
    if (!rows.is_null(4))
        progress.sent_back_at = rows.integer(4);
    return progress;
}

Result<void> Desk::save(Number article, Progress const& progress, UtcMillis now)
{
    TRY(connection_.execute(
        "INSERT INTO progress (article, stage, begun_by, due_at, changed_at, sent_back_by, sent_back_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (article) DO UPDATE SET stage = excluded.stage, "
        "begun_by = excluded.begun_by, due_at = excluded.due_at, changed_at = excluded.changed_at, "
        "sent_back_by = excluded.sent_back_by, sent_back_at = excluded.sent_back_at",
        {article, name_of(progress.stage), progress.begun_by, progress.due_at, now, progress.sent_back_by,
            progress.sent_back_at}));
    return {};
}

Result<bool> Desk::is_assigned(Number article, Number account) const
{
    auto rows = TRY(connection_.query(
        "SELECT 1 FROM assignments WHERE article = $1 AND account = $2", {article, account}));
    return rows.next();
}

Result<std::vector<staff::Number>> Desk::assigned(Number article) const
{
    std::vector<staff::Number> accounts;
    auto rows = TRY(connection_.query("SELECT account FROM assignments JOIN accounts ON account = number "
                                      "WHERE article = $1 ORDER BY name, account",
        {article}));
    while (TRY(rows.next()))
        accounts.push_back(rows.integer(0));
    return accounts;
}

Result<void> Desk::assign(Number article, Number account)
{
    TRY(connection_.execute(
        "INSERT INTO assignments (article, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        {article, account}));
    return {};
}

Result<void> Desk::unassign(Number article, Number account)
{
    TRY(connection_.execute(
        "DELETE FROM assignments WHERE article = $1 AND account = $2", {article, account}));
    return {};
}

} // namespace broadsheet::workflow
