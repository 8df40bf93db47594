#pragma once

#include "mirror/log/root_document.h"
#include "mirror/verify/verify.h"

namespace broadsheet::mirror {

// Checks that a checkpoint is signed as the newest root document demands and as the reader does, who knows a
// key, a fingerprint or witnesses from elsewhere, and returns which of the document's log keys have signed
// it, one at least. `fingerprints`: of all root documents.
Result<std::vector<VerifierKey>> check_trust(Note const& checkpoint, RootDocument const& root,
    std::span<std::string const> fingerprints, VerifyOptions const&);

} // namespace broadsheet::mirror
