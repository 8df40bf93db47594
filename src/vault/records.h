#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "vault/keys.h"

#include <functional>
#include <optional>
#include <vector>

namespace broadsheet::vault {

struct AddressLimits {
    static constexpr std::size_t bytes = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets
};

// The sealed addresses. Other rooms refer to them by their ids, which are random and tell nothing. Every call
// but those that say otherwise is made within the caller's transaction. Used like its connection.
class Records {
public:
    Records(db::Connection& connection, Random& random)
        : connection_(connection)
        , random_(random)
    {
    }

    // Seals an address, which becomes nothing but the returned box: in a confirmation link, or for accept().
    // `invalid` for what is empty, too long, holds control characters or is not UTF-8; `not_found` if there
    // is no vault yet. Works while the vault is locked.
    Result<Sealed> seal_address(std::string_view address);

    // Puts what was sealed into the purpose's inbox and returns the record's id. Works while the vault is
    // locked, and so cannot tell whether the address is there already: take_in() finds out. `unavailable` for
    // what was sealed to keys that are no more: the reader signs up once more.
    Result<std::string> accept(std::string_view purpose, Sealed const&);

    // Called with the record that had the address before, and the one that has come with it and is deleted
    // behind the call: what refers to the second has to refer to the first.
    using Merge = std::function<Result<void>(std::string const& earlier, std::string const& arrived)>;
    struct TakenIn {
        std::int64_t records = 0; // taken from the inbox
        std::int64_t merged = 0; // of those, into an earlier one
        std::int64_t unreadable = 0; // of those, deleted because they do not open
    };
    // Gives up to `most` records of the purpose's inbox their hashes. An erased record that its address comes
    // back to gets it again. None taken: the inbox is empty. `unavailable` for keys that are the vault's no
    // more.
    Result<TakenIn> take_in(Keys const&, std::string_view purpose, Merge const&, std::size_t most = 500);

    // Returns the record of an address, be it erased; nothing if there is none outside the inbox.
    Result<std::optional<std::string>> find(Keys const&, std::string_view purpose, std::string_view address);

    struct Opened {
        std::string id;
        std::string address;
    };
    // `not_found` for an id that no record has, or an erased one.
    Result<Opened> open(Keys const&, std::string_view id);
    // Returns what the record holds, to be opened by its keys; nothing for an id that no record has, or an
    // erased one. Works while the vault is locked.
    Result<std::optional<Sealed>> find_sealed(std::string_view id);
    // Returns the next records of a purpose behind an id, in the order of ids; those erased and those in the
    // inbox are not among them.
    Result<std::vector<Opened>> open_after(
        Keys const&, std::string_view purpose, std::string_view id, std::size_t most);

    // Deletes the address and keeps the hash, so that it is known as one not to write to. What is still in
    // the inbox has no hash and is deleted. Works while the vault is locked.
    Result<void> erase(std::string_view id);
    // Deletes the hash as well. Works while the vault is locked.
    Result<void> forget(std::string_view id);

private:
    struct Row {
        std::string id;
        Sealed sealed;
    };
    Result<std::vector<Row>> inbox(std::string_view purpose, std::size_t most);
    Result<void> take_in_row(Keys const&, std::string_view purpose, Row const&, Merge const&, TakenIn&);

    db::Connection& connection_;
    Random& random_;
};

} // namespace broadsheet::vault
