#pragma once

#include "mirror/signing.h"

namespace broadsheet::mirror {

// How the keys of an origin come to be others: a root document is proposed, signed wherever its keys are, and
// adopted; the next build enters it into the log. docs/mirror-format.md, "Keys".

// The file beside the log's key in which an adopted document waits for the next build.
std::filesystem::path next_root_file(std::filesystem::path const& data);

// Returns the newest root document, the one that waits included; not_found where there is none yet.
Result<RootDocument> newest_root(std::filesystem::path const& data);

// Returns the root document for text with the signatures it has so far; the text alone is one without any.
Result<Note> read_root_note(std::string_view bytes);

// Keeps a document for the next build, if it follows from those before, and, where it names another log key,
// that key in the old one's place. forbidden: too few have signed. conflict: the key that the server would
// sign with is none of the document's log keys.
Result<void> adopt_root(
    std::filesystem::path const& data, Note const&, std::optional<SigningKey> const& new_log_key);

// Makes a key in a file of its own, which only its owner can read, and returns its public half. conflict:
// there is such a file.
Result<VerifierKey> make_key_file(std::filesystem::path const&, std::string const& name, KeyKind, Random&);
Result<SigningKey> read_key_file(std::filesystem::path const&);

} // namespace broadsheet::mirror
