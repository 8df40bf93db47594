#pragma once

#include "mirror/log/key.h"

#include <span>
#include <vector>

namespace broadsheet::mirror {

// What a note from outside may be, at most.
struct NoteLimits {
    std::size_t bytes = 64u << 10;
    std::size_t signatures = 32;
};

// A signed text: https://c2sp.org/signed-note
struct Note {
    struct Signature {
        std::string name;
        std::string id; // 4 bytes
        std::string bytes; // what follows them
    };
    std::string text; // ends with a line feed
    std::vector<Signature> signatures;

    // Reads its form only: who has signed is asked below.
    static Result<Note> parse(std::string_view, NoteLimits const& = {});
    std::string to_string() const;

    // Returns those of the keys that have signed it, each once. invalid: a signature of one of the keys is
    // wrong. Others' are ignored.
    Result<std::vector<VerifierKey>> signers(std::span<VerifierKey const>) const;

    void sign(SigningKey const&);
    // Adds a witness's signature at a time, in seconds since 1970.
    void cosign(SigningKey const&, std::uint64_t time);
};

} // namespace broadsheet::mirror
