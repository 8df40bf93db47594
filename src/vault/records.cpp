#include "vault/records.h"

#include "base/utf8.h"
#include "vault/ceremony.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::vault {

namespace {

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Result<void> check_address(std::string_view address)
{
    if (address.empty() || address.size() > AddressLimits::bytes)
        return invalid(fmt::format("an address has 1 to {} bytes", AddressLimits::bytes));
    if (!is_valid_utf8(address) || std::ranges::any_of(address, is_control))
        return invalid("the address holds characters that no address has");
    return {};
}

Error no_record()
{
    return not_found("the vault has no address under this number, or no longer");
}

} // namespace

Result<Sealed> Records::seal_address(std::string_view address)
{
    TRY(check_address(address));
    auto const key = TRY(load_public_key(connection_));
    if (!key)
        return not_found("there is no vault for addresses yet: make it with `broadsheet vault create`");
    return seal(*key, address);
}

Result<std::string> Records::accept(std::string_view purpose, Sealed const& sealed)
{
    auto id = random_.hex(12);
    auto const added = TRY(connection_.execute("INSERT INTO vault_records (id, purpose, generation, sealed) "
                                               "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), generation, "
                                               "CAST($3 AS TEXT) FROM vault_keys WHERE generation = $4",
        {id, purpose, sealed.box, sealed.generation}));
    if (added == 0)
        return Error{ErrorCode::unavailable, "this was sealed to keys that are no more: sign up once more"};
    return id;
}

Result<std::vector<Records::Row>> Records::inbox(std::string_view purpose, std::size_t most)
{
    std::vector<Row> rows;
    auto found = TRY(connection_.query("SELECT id, generation, sealed FROM vault_records "
                                       "WHERE hash IS NULL AND purpose = $1 ORDER BY id LIMIT $2",
        {purpose, most}));
    while (TRY(found.next()))
        rows.push_back({found.string(0), {static_cast<int>(found.integer(1)), found.string(2)}});
    return rows;
}

Result<Records::TakenIn> Records::take_in(
    Keys const& keys, std::string_view purpose, Merge const& merge, std::size_t most)
{
    // Other keys would find all that has come since damaged, and it would be deleted.
    if (TRY(load_public_key(connection_)) != keys.public_key())
        return Error{ErrorCode::unavailable, "the vault's keys were changed: unlock it with the new ones"};
    TakenIn taken;
    for (auto const& row : TRY(inbox(purpose, most))) {
        TRY(take_in_row(keys, purpose, row, merge, taken));
        ++taken.records;
    }
    return taken;
}

Result<void> Records::take_in_row(
    Keys const& keys, std::string_view purpose, Row const& row, Merge const& merge_others, TakenIn& taken)
{
    auto const address = keys.open(row.sealed);
    if (!address.ok() && address.error().code == ErrorCode::unavailable)
        return address.error();
    if (!address.ok() || !check_address(*address).ok()) {
        ++taken.unreadable;
        return forget(row.id);
    }
    // Hash and seal of a record are of one generation, which is the seal's.
    auto const& sealed_to = row.sealed.generation == keys.generation() ? keys : *keys.predecessor();
    auto const hash = sealed_to.hash(purpose, *address);
    auto const earlier = TRY(find(keys, purpose, *address));
    if (!earlier) {
        TRY(connection_.execute("UPDATE vault_records SET hash = $1 WHERE id = $2", {hash, row.id}));
        return {};
    }
    ++taken.merged;
    TRY(merge_others(*earlier, row.id));
    TRY(forget(row.id));
    TRY(connection_.execute("UPDATE vault_records SET sealed = $1, generation = $2, hash = $3 "
                            "WHERE id = $4 AND sealed = ''",
        {row.sealed.box, row.sealed.generation, hash, *earlier}));
    return {};
}

Result<std::optional<std::string>> Records::find(
    Keys const& keys, std::string_view purpose, std::string_view address)
{
    auto const hash = keys.hash(purpose, address);
    auto const older = keys.predecessor() ? keys.predecessor()->hash(purpose, address) : hash;
    auto rows = TRY(connection_.query(
        "SELECT id FROM vault_records WHERE purpose = $1 AND hash IN ($2, $3)", {purpose, hash, older}));
    if (!TRY(rows.next()))
        return std::optional<std::string>();
    return std::optional(rows.string(0));
}

Result<std::optional<Sealed>> Records::find_sealed(std::string_view id)
{
    auto rows = TRY(connection_.query(
        "SELECT generation, sealed FROM vault_records WHERE id = $1 AND sealed <> ''", {id}));
    if (!TRY(rows.next()))
        return std::optional<Sealed>();
    return std::optional(Sealed{static_cast<int>(rows.integer(0)), rows.string(1)});
}

Result<Records::Opened> Records::open(Keys const& keys, std::string_view id)
{
    auto const sealed = TRY(find_sealed(id));
    if (!sealed)
        return no_record();
    return Opened{std::string(id), TRY(keys.open(*sealed))};
}

Result<std::vector<Records::Opened>> Records::open_after(
    Keys const& keys, std::string_view purpose, std::string_view id, std::size_t most)
{
    std::vector<Opened> opened;
    auto rows = TRY(connection_.query(
        "SELECT id, generation, sealed FROM vault_records "
        "WHERE purpose = $1 AND id > $2 AND hash IS NOT NULL AND sealed <> '' ORDER BY id LIMIT $3",
        {purpose, id, most}));
    while (TRY(rows.next()))
        opened.push_back(
            {rows.string(0), TRY(keys.open({static_cast<int>(rows.integer(1)), rows.string(2)}))});
    return opened;
}

Result<void> Records::erase(std::string_view id)
{
    TRY(connection_.execute("DELETE FROM vault_records WHERE id = $1 AND hash IS NULL", {id}));
    TRY(connection_.execute("UPDATE vault_records SET sealed = '' WHERE id = $1", {id}));
    return {};
}

Result<void> Records::forget(std::string_view id)
{
    TRY(connection_.execute("DELETE FROM vault_records WHERE id = $1", {id}));
    return {};
}

} // namespace broadsheet::vault
