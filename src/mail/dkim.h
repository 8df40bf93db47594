#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace broadsheet::mail {

enum class DkimAlgorithm { rsa, ed25519 };
std::string_view name_of(DkimAlgorithm);

// One key a domain signs its mail with (https://www.rfc-editor.org/rfc/rfc6376, and RFC 8463 for Ed25519).
// Immutable, so thread-safe.
class DkimKey {
public:
    // Makes a new one: RSA of 2,048 bits, or Ed25519.
    static Result<DkimKey> make(std::string domain, std::string selector, DkimAlgorithm);
    // Reads PKCS #8 in PEM; `invalid` for what is no such key, or RSA below 1,024 bits.
    static Result<DkimKey> from_pem(std::string domain, std::string selector, std::string_view pem);

    std::string const& domain() const { return domain_; }
    std::string const& selector() const { return selector_; }
    DkimAlgorithm algorithm() const { return algorithm_; }
    std::string pem() const;

    // Where the public key is published, "s1._domainkey.example.org", and what is, "v=DKIM1; k=rsa; p=…".
    std::string record_name() const;
    std::string record() const;

    // Returns the signature of bytes, which for Ed25519 are hashed first, as RFC 8463 has it.
    Result<std::string> sign(std::string_view bytes) const;

private:
    using Handle = std::shared_ptr<evp_pkey_st>;
    DkimKey(std::string domain, std::string selector, DkimAlgorithm, Handle);

    std::string domain_;
    std::string selector_;
    DkimAlgorithm algorithm_;
    Handle key_;
};

// Returns the DKIM-Signature fields of a message, one a key, to be put before its head. `head` are whole
// fields ended by CR LF, and `body_hash` is Body::hash. Fields that a reader's program acts upon are signed,
// List-Unsubscribe and List-Unsubscribe-Post among them (RFC 8058); From, To, Subject and Date once more than
// they are there, so that nobody can add another.
Result<std::string> dkim_signatures(std::vector<DkimKey const*> const& keys, std::string_view head,
    std::string_view body_hash, UtcMillis now);

// Returns the keys that may sign for mail from this domain: those of the domain itself, otherwise of the
// nearest one above it, so that DMARC finds them aligned.
std::vector<DkimKey const*> keys_for(std::vector<DkimKey> const&, std::string_view from_domain);

} // namespace broadsheet::mail
