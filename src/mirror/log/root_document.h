#pragma once

#include "mirror/log/hash.h"
#include "mirror/log/note.h"

namespace broadsheet::mirror {

// Which keys sign, and how many of them have to: docs/mirror-format.md, "Keys".
struct RootDocument {
    std::string origin;
    std::uint64_t version = 1;
    std::uint64_t threshold = 1; // of root keys
    std::vector<VerifierKey> root_keys;
    std::vector<VerifierKey> log_keys;
    std::vector<VerifierKey> witness_keys;
    std::uint64_t witnesses = 0; // that have to have cosigned

    // Reads a note's text.
    static Result<RootDocument> parse(std::string_view text);
    std::string text() const;

    // forbidden: too few of its root keys have signed the note.
    Result<void> check_signed(Note const&) const;
    // Returns those of its root keys that have not. invalid: a signature of one of them is wrong.
    Result<std::vector<VerifierKey>> missing_signers(Note const&) const;
    // Checks that a checkpoint's note is signed by a log key, and cosigned by enough witnesses.
    Result<void> check_checkpoint(Note const&) const;
};

// Returns the hexadecimal SHA-256 of the text: what people compare.
std::string fingerprint_of(std::string_view root_text);
// Whether this is one, in digits of either case.
bool is_fingerprint(std::string_view);

// Checks that each document, from version 1 on, is signed as the one before it and itself demand, and returns
// the last. The chain has one at least.
Result<RootDocument> check_chain(std::span<Note const> documents);

} // namespace broadsheet::mirror
