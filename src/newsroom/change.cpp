#include "newsroom/change.h"

#include "newsroom/happenings.h"

namespace broadsheet::newsroom {

Result<Edition> current_edition(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT number FROM edition"));
    if (!TRY(rows.next()))
        return Error{ErrorCode::database, "database: the edition is missing; restore a backup"};
    return rows.integer(0);
}

Change::Change(db::Connection& connection, Clock const& clock, Random& random)
    : connection_(connection)
    , clock_(clock)
    , random_(random)
{
}

Result<Edition> Change::edition()
{
    if (edition_ == 0) {
        TRY(connection_.execute("UPDATE edition SET number = number + 1, published_at = $1", {clock_.now()}));
        edition_ = TRY(current_edition(connection_));
        TRY(tell_site_changed(*this));
    }
    return edition_;
}

} // namespace broadsheet::newsroom
