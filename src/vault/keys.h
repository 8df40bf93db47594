#pragma once

#include "vault/sealed.h"
#include "vault/secret.h"

#include <memory>

namespace broadsheet::vault {

// The unlocked vault: opens what is sealed, and tells addresses apart by keyed hashes. Immutable, so
// thread-safe; wiped with its last owner.
class Keys {
public:
    // Keys of the first generation.
    static Result<Keys> make(Random&);
    // The next generation: a new key pair, and one more key for hashes.
    Result<Keys> successor(Random&) const;
    // From what a door wraps: the secret key, then a hash key a generation.
    static Result<Keys> from_bytes(int generation, Secret);
    Secret const& bytes() const { return *bytes_; }

    PublicKey const& public_key() const { return public_key_; }
    int generation() const { return public_key_.generation; }

    // Returns the content. `unavailable` if it is sealed to another generation than these keys open,
    // `invalid` if it was tampered with.
    Result<std::string> open(Sealed const&) const;

    // Returns the hash by which an address is found again (base64url); upper and lower case of ASCII do not
    // count. Purposes have hashes of their own, so that nobody sees that a subscriber is a donor.
    std::string hash(std::string_view purpose, std::string_view address) const;
    // Returns this generation's hash of the address that has the given hash in the generation before: a
    // rotation needs no address.
    Result<std::string> next_hash(std::string_view hash) const;

    // While a rotation goes on: the keys of the generation before, or null.
    Keys const* predecessor() const { return predecessor_.get(); }
    void set_predecessor(Keys);

private:
    Keys(PublicKey, Secret);

    PublicKey public_key_;
    std::shared_ptr<Secret const> bytes_;
    std::shared_ptr<Keys const> predecessor_;
};

} // namespace broadsheet::vault
