#pragma once

#include "mirror/log/key.h"

#include <map>

namespace broadsheet::mirror {

// A checkpoint and its key in the forms of other tools, so that a reader can check it with none of our code:
// docs/mirror-format.md, "With other tools".

// Returns what minisign signs beside the text: a signature over the first one and the trusted comment.
std::string minisign_message(std::string_view signature, std::string_view origin);

// Returns the files, by their names below the log's folder. `signature` is the key's over the checkpoint's
// text, `minisign_signature` the one over minisign_message(); 64 bytes each.
std::map<std::string, std::string> other_forms(std::string_view checkpoint_text, std::string_view origin,
    VerifierKey const&, std::string_view signature, std::string_view minisign_signature);

// Returns the second signature of a file that other_forms() has made.
Result<std::string> minisign_signature_in(std::string_view file);

} // namespace broadsheet::mirror
