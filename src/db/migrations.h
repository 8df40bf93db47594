#pragma once

#include "base/clock.h"
#include "db/connection.h"

namespace broadsheet::db {

// Brings the schema up to this program's version by the embedded files of sql/, each in a transaction of its
// own, in the order of their numbers, and returns how many were applied. In those files `{rowid}` stands for
// the dialect's automatically numbered primary key. A database that a newer program has migrated, or whose
// applied files differ from ours, is refused with a message that says which.
Result<int> migrate(Connection&, Clock const&);

} // namespace broadsheet::db
