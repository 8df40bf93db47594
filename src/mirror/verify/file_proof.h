#pragma once

#include "mirror/log/manifest.h"
#include "mirror/log/note.h"
#include "mirror/log/proof.h"
#include "mirror/verify/verify.h"

namespace broadsheet::mirror {

// What proves one file of a mirror without the rest of it: docs/mirror-format.md, "One file alone".
struct FileProof {
    ManifestLine line;
    std::vector<Note> roots; // the first version first, one at least
    Hashes hashes; // that the line's put leaf is in the log
    Note checkpoint;

    // Reads its form only, the one that to_string() writes.
    static Result<FileProof> parse(std::string_view);
    std::string to_string() const;
};

// Makes the proof of a file of a mirror, by its name there. not_found: it is not in the mirror's edition.
Result<FileProof> prove_file(Source& mirror, std::string const& name);
// The same of a log alone, whose files are read by their names below its folder (not_found: there is none).
Result<FileProof> prove_file(NodeReader const& read_log, std::string const& name);

// Checks that a file is what the proof says, and the proof what the newspaper has signed. Of the options,
// `since`, where there is no newer mirror, says only whether something newer has been signed. `newer` says
// whether the newspaper still publishes it.
Verdict verify_file(std::filesystem::path const&, FileProof const&, VerifyOptions const&);

} // namespace broadsheet::mirror
