#pragma once

#include "base/random.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

// What a key signs with, as https://c2sp.org/signed-note numbers it.
enum class KeyKind : unsigned char {
    note = 0x01, // Ed25519 over the note's text
    cosignature = 0x04, // a witness's, with the time: https://c2sp.org/tlog-cosignature
};

// An Ed25519 public key with its name, as a note's signature line refers to it.
struct VerifierKey {
    std::string name;
    KeyKind kind = KeyKind::note;
    std::array<unsigned char, 32> bytes{};

    bool operator==(VerifierKey const&) const = default;
    std::string_view view() const { return {reinterpret_cast<char const*>(bytes.data()), bytes.size()}; }
    // The first 4 bytes of SHA-256(name ‖ line feed ‖ kind ‖ key).
    std::string id() const;
    // Returns "name+id+base64", as parse() reads it.
    std::string text() const;
    // invalid: another form or kind, or an id that is not the key's.
    static Result<VerifierKey> parse(std::string_view);

    bool has_signed(std::string_view message, std::string_view signature) const;
};

// Returns whether it may be a key's: not empty, no space, no plus sign, no control character, UTF-8.
bool is_key_name(std::string_view);

// The secret half; wiped from memory when it goes.
class SigningKey {
public:
    static SigningKey make(std::string name, KeyKind, Random&);
    // Of the 32 bytes of RFC 8032, section 5.1.5.
    static SigningKey from_seed(std::string name, KeyKind, std::string_view seed);
    // Reads "PRIVATE+KEY+name+id+base64", the form of Go's sumdb/note.
    static Result<SigningKey> parse(std::string_view);
    std::string text() const;
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    VerifierKey const& verifier() const { return verifier_; }
    // Returns the 64 bytes of an Ed25519 signature.
    std::string sign(std::string_view message) const;

private:
    SigningKey() = default;

    VerifierKey verifier_;
    std::array<unsigned char, 64> secret_{}; // seed ‖ public key
};

} // namespace broadsheet::mirror
