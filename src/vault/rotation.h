#pragma once

#include "db/connection.h"
#include "vault/keys.h"

namespace broadsheet::vault {

struct Resealed {
    std::int64_t records = 0;
    std::int64_t unreadable = 0; // of those, damaged before: erased
};

// A rotation starts as Ceremony::after(…).save(), and goes on with this until nothing is left: each call
// moves up to `most` records to the newest keys, in a transaction of its own, so that a program that is
// killed loses nothing and the next one goes on. No records: all are moved, and the older keys are deleted.
// Readers may sign up meanwhile. `keys` are the newest, unlocked since the rotation began.
Result<Resealed> reseal_some(db::Connection&, Keys const&, std::size_t most = 500);

// Deletes the keys and every address and hash: nothing opens them again but a backup made before, with its
// passphrase. Returns how many records there were. Within the caller's write transaction.
Result<std::int64_t> shred(db::Connection&);

// Overwrites what deleted rows have left in the database's own files: SQLite's log, PostgreSQL's dead rows.
// Outside of a transaction. What the disk, its snapshots and PostgreSQL's archived log keep is beyond it.
Result<void> purge_deleted(db::Connection&);

} // namespace broadsheet::vault
