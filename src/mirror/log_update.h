#pragma once

#include "mirror/publication.h"
#include "mirror/sign_request.h"
#include "mirror/signing.h"

namespace broadsheet::mirror {

class Folder;

// Brings an origin's own log from one edition to the next, and signs it.
class LogUpdate {
public:
    // The origin and the randomness must outlive it. The slot is the last edition's where that is later.
    // conflict: an edition waits for signatures.
    static Result<LogUpdate> open(Origin&, std::string slot, Random&);

    // To be told what there is, until finish().
    Publication& publication() { return *publication_; }

    // Signs and keeps what has changed; returns whether anything has. Where signatures are missing that are
    // made elsewhere, the head waits for them (WaitingHead), and the log stays as it was.
    Result<bool> finish(std::uint64_t edition);

    std::uint64_t size() const { return size_; } // of the log, a head that waits included
    // What waits for signatures, if anything does.
    std::optional<Checkpoint> const& waiting() const { return waiting_; }
    // The files of the log that finish() has written.
    std::vector<std::string> const& written() const { return written_; }

private:
    explicit LogUpdate(Origin& origin)
        : origin_(&origin)
    {
    }

    Origin* origin_;
    std::unique_ptr<LogFolder> log_;
    std::unique_ptr<StagedFiles> staged_;
    std::unique_ptr<Publication> publication_;
    std::vector<std::string> written_;
    std::uint64_t size_ = 0;
    std::optional<Checkpoint> waiting_;
};

// Returns the newest root document that is in the log, by which a head that waits is judged. One that is
// adopted meanwhile holds from the next build on.
Result<RootDocument> root_of_log(std::filesystem::path const& log);

// Adds signatures that were made elsewhere to the head that waits in the origin's log. Returns whether enough
// have signed: then it waits no more, and the log has its edition. not_found: no head waits.
Result<bool> take_signatures(Origin const&, SignAnswer const&);

// Checks that the log goes on from the one in a mirror's folder, whoever signed that: a log that was lost, or
// came back from a backup, must not be signed anew in another way, since readers would take it for a fork,
// and the folder may hold the only copy of what came after. conflict: the folder's is newer or another, has
// newer root documents, or the newspaper has none. What is no log is not heeded.
Result<void> check_goes_on(std::filesystem::path const& log, std::filesystem::path const& mirror);

// Puts every file of a log into a mirror, below log/, as it will be once what waits is signed.
Result<void> copy_log(std::filesystem::path const& log, Folder&);
// Puts only what names the log's head.
Result<void> copy_head(std::filesystem::path const& log, Folder&);
// Puts some files, by their names. Returns the names of files in the mirror that these stand for, and that
// are no part of the log any more.
Result<std::vector<std::string>> copy_log(
    std::filesystem::path const& log, std::vector<std::string> const& names, Folder&);

} // namespace broadsheet::mirror
