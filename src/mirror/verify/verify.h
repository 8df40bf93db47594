#pragma once

#include "mirror/log/log_folder.h"
#include "mirror/verify/source.h"

#include <functional>

namespace broadsheet::mirror {

struct VerifyOptions {
    // What the reader knows from elsewhere: a log's key (NAME+ID+BASE64) or the fingerprint of a root
    // document. Empty: the keys in the mirror are believed.
    std::string key = {};
    // The fingerprint of a root document that has to be among the mirror's, beside that key. Empty: none.
    std::string root = {};
    // A checkpoint (a note, or its text) seen before, which the mirror has to go on from. Empty: none.
    std::string since = {};
    // A mirror that has it, by which an older one is told from a fork. None: a checkpoint alone cannot tell.
    Source* newer = nullptr;
    // Witnesses that are known from elsewhere, and how many of them have to have cosigned the checkpoint,
    // whatever the mirror's root document asks for.
    std::vector<VerifierKey> witnesses = {};
    std::size_t quorum = 0;
    // Files that the host wants there, which are not looked at (is_host_file()).
    std::vector<std::string> host_files = {};
    // Copies whose files are taken where they are what they should be; only the others are asked of the
    // mirror, and what says what they should be: the newest checkpoint, the keys and the newest entries.
    std::vector<Source*> copies = {};
    // Both are called from several threads, one at a time: with each file that has its place in the mirror
    // and was found right, and where; and with how many of the published files are done.
    std::function<void(std::string const& name, Source const& found_in)> found = {};
    std::function<void(std::uint64_t files, std::uint64_t of)> progress = {};
    unsigned threads = 0; // 0: one a core
};

struct Verdict {
    // unknown: something could not be read (a host that does not answer, a disk that fails), and nothing that
    // could is wrong.
    enum class State { good, bad, stale, unknown };
    struct Finding {
        std::string name; // of a file
        std::string reason;
    };
    State state = State::good;
    std::vector<Finding> findings; // sorted by name; the first thousand
    std::string stale_because; // its log ends before the checkpoint seen before
    bool is_proven_older = false; // and is the beginning of that one's

    // What the mirror says of itself, as far as it could be read.
    std::optional<LogHead> head;
    std::optional<Checkpoint> checkpoint; // of the proof of one file (file_proof.h), and
    std::optional<ManifestLine> file; // what it says of the file
    std::vector<std::string> fingerprints; // of its root documents, the first version first
    std::uint64_t files = 0; // read whole and right
    std::uint64_t bytes = 0;
};

// Reads a checkpoint seen before: a note, or its text.
Result<Checkpoint> checkpoint_in(std::string_view);

// Checks everything that docs/mirror-format.md says of a mirror: the signatures, the log, the manifest, and
// each file. Memory grows by some 60 bytes a file or leaf.
Verdict verify(Source&, VerifyOptions const&);

} // namespace broadsheet::mirror
