#include "newsroom/source_status.h"

namespace broadsheet::newsroom {

Result<std::optional<Status>> source_status_of(db::Connection& connection, Number article)
{
    auto rows = TRY(connection.query("SELECT status FROM source_statuses WHERE article = $1", {article}));
    if (!TRY(rows.next()))
        return std::optional<Status>();
    return std::optional(TRY(status_from(rows.text(0))));
}

Result<void> note_source_status(Change& change, Number article, Status status)
{
    TRY(change.connection().execute("INSERT INTO source_statuses (article, status) VALUES ($1, $2) "
                                    "ON CONFLICT (article) DO UPDATE SET status = excluded.status",
        {article, name_of(status)}));
    return {};
}

} // namespace broadsheet::newsroom
