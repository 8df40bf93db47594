#pragma once

#include "mirror/log/log_folder.h"
#include "mirror/name_set.h"

namespace broadsheet::mirror {

// A folder that may be copied to where everybody reads it: this newspaper's mirror, with its newest edition,
// whole and signed. Only what is in the newspaper's own log is published from it, and only as it stands
// there.
class OwnMirror {
public:
    // `log` is the newspaper's own, DATA/log. not_found: the folder is no mirror; conflict: it is another
    // newspaper's, not the newest edition, or not one whole signed edition.
    static Result<OwnMirror> open(std::filesystem::path const& folder, std::filesystem::path const& log);

    // Whether a file of that name is published. Thread-safe, as is check().
    bool has(std::string const& name) const;
    // Returns the SHA-256 of a file that is to be what was published under the name. forbidden: it is not.
    Result<Hash> check(std::string const& name, std::filesystem::path const& file) const;

private:
    explicit OwnMirror(LogFolder log)
        : log_(std::move(log))
    {
    }

    LogFolder log_;
    NameSet names_; // in the manifest
};

} // namespace broadsheet::mirror
