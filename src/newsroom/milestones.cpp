#include "newsroom/milestones.h"

namespace broadsheet::newsroom {

Result<std::optional<Milestone>> find_milestone(db::Connection& connection, std::string_view name)
{
    auto rows = TRY(connection.query("SELECT at, detail FROM milestones WHERE name = $1", {name}));
    if (!TRY(rows.next()))
        return std::optional<Milestone>();
    return std::optional(Milestone{rows.integer(0), rows.string(1)});
}

Result<void> set_milestone(db::Connection& connection, std::string_view name, Milestone const& milestone)
{
    TRY(connection.execute(
        "INSERT INTO milestones (name, at, detail) VALUES ($1, $2, $3) ON CONFLICT (name) DO "
        "UPDATE SET at = excluded.at, detail = excluded.detail",
        {name, milestone.at, milestone.detail}));
    return {};
}

} // namespace broadsheet::newsroom
