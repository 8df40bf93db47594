#pragma once

#include "base/random.h"
#include "mirror/folder_lock.h"
#include "mirror/log/log_folder.h"
#include "mirror/log/other_forms.h"

namespace broadsheet::mirror {

// What signing a checkpoint gives.
struct SignedCheckpoint {
    Note note;
    VerifierKey key;
    std::string minisign_signature; // over minisign_message()
};

SignedCheckpoint sign_checkpoint(Checkpoint const&, SigningKey const&);

// Returns the files that name a log's head, by their names below its folder: checkpoint, latest, and the
// checkpoint and its key in other tools' forms.
std::map<std::string, std::string> head_files(TlogProof latest, Checkpoint const&, SignedCheckpoint const&);

// Where a newspaper keeps what proves its mirrors: DATA/log, which is public, and DATA/keys, which is secret.
struct Origin {
    std::string name; // of the log, as in its checkpoints
    std::filesystem::path log;
    std::optional<SigningKey> key; // without it, checkpoints are signed elsewhere
    std::optional<Note> new_root; // a root document that the log does not have yet
    RootDocument root; // the newest one, with that
    std::optional<FolderLock> lock = {}; // of the log's folder, once there is one

    // Opens them, to be alone with the log for as long as the origin lives, and ends what was cut off there.
    // conflict: somebody else is at work in the log. Where there is no key and no log yet, makes a key,
    // readable by its owner alone, and a root document that names it for everything; `title` becomes part of
    // the log's name. Where there is a log and no key, the key lies elsewhere.
    static Result<Origin> open(std::filesystem::path const& data, std::string_view title, Random&);
};

// Writes a file that nobody but its owner can read at any moment.
Result<void> write_secret(std::filesystem::path const&, std::string_view content);

std::filesystem::path log_folder(std::filesystem::path const& data);
std::filesystem::path log_key_file(std::filesystem::path const& data);

} // namespace broadsheet::mirror
