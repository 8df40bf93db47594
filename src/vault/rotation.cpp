#include "vault/rotation.h"

#include "db/transaction.h"
#include "vault/ceremony.h"

#include <vector>

namespace broadsheet::vault {

namespace {

struct Row {
    std::string id;
    std::string sealed; // empty: erased
    std::optional<std::string> hash; // nothing: in the inbox
};

Result<std::vector<Row>> load_rows(db::Connection& connection, int older_than, std::size_t most)
{
    std::vector<Row> rows;
    auto found = TRY(connection.query(
        "SELECT id, sealed, hash FROM vault_records WHERE generation < $1 ORDER BY generation LIMIT $2",
        {older_than, most}));
    while (TRY(found.next()))
        rows.push_back({found.string(0), found.string(1),
            found.is_null(2) ? std::nullopt : std::optional(found.string(2))});
    return rows;
}

// Returns whether the row's address opened.
Result<bool> reseal(db::Connection& connection, Keys const& keys, Row const& row)
{
    std::string sealed;
    bool is_readable = true;
    if (!row.sealed.empty()) {
        auto const content = keys.predecessor()->open({keys.generation() - 1, row.sealed});
        is_readable = content.ok();
        if (is_readable)
            sealed = TRY(seal(keys.public_key(), *content)).box;
    }
    // Without its address, a record of the inbox is nothing.
    if (!is_readable && !row.hash) {
        TRY(connection.execute("DELETE FROM vault_records WHERE id = $1", {row.id}));
        return false;
    }
    std::optional<std::string> hash;
    if (row.hash)
        hash = TRY(keys.next_hash(*row.hash));
    TRY(connection.execute("UPDATE vault_records SET generation = $1, sealed = $2, hash = $3 WHERE id = $4",
        {keys.generation(), sealed, hash, row.id}));
    return is_readable;
}

Result<void> refuse_stale(db::Connection& connection, Keys const& keys)
{
    auto const newest = TRY(load_public_key(connection));
    if (newest != keys.public_key())
        return Error{ErrorCode::unavailable, "the vault has got newer keys: unlock it again"};
    return {};
}

} // namespace

Result<Resealed> reseal_some(db::Connection& connection, Keys const& keys, std::size_t most)
{
    return db::transaction(connection, db::Access::write, [&]() -> Result<Resealed> {
        TRY(refuse_stale(connection, keys));
        auto const rows = TRY(load_rows(connection, keys.generation(), most));
        if (!rows.empty() && !keys.predecessor())
            return Error{
                ErrorCode::unavailable, "the vault was unlocked before its rotation began: unlock it again"};
        Resealed resealed;
        for (auto const& row : rows) {
            ++resealed.records;
            if (!TRY(reseal(connection, keys, row)))
                ++resealed.unreadable;
        }
        if (rows.empty())
            TRY(connection.execute("DELETE FROM vault_keys WHERE generation < $1", {keys.generation()}));
        return resealed;
    });
}

Result<std::int64_t> shred(db::Connection& connection)
{
    auto const records = TRY(connection.execute("DELETE FROM vault_records"));
    TRY(connection.execute("DELETE FROM vault_keys"));
    return records;
}

Result<void> purge_deleted(db::Connection& connection)
{
    if (connection.dialect() == db::Dialect::sqlite) {
        auto rows = TRY(connection.query("PRAGMA wal_checkpoint(TRUNCATE)"));
        if (TRY(rows.next()) && rows.integer(0) != 0)
            return Error{ErrorCode::unavailable,
                "all is done, but what was deleted is still in the database's log, because another program "
                "reads "
                "it: restart the server, and it is gone from there as well"};
        return {};
    }
    for (auto const* table : {"vault_records", "vault_doors", "vault_keys"})
        TRY(connection.execute_script(std::string("VACUUM (FULL) ") + table));
    return {};
}

} // namespace broadsheet::vault
