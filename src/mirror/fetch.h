#pragma once

#include "mirror/verify/verify.h"

#include <cstdint>
#include <filesystem>

namespace broadsheet::mirror {

struct FetchReport {
    Verdict verdict; // of the mirror; the folder was changed only where it is good
    bool went_on = false; // from an edition that the folder had, whose keys and log count
    bool ended_former = false; // an edition that a former fetch had begun to put in place is there now
    std::uint64_t fetched = 0; // files that came from the mirror, now or at an attempt before
    std::uint64_t kept = 0; // that the folder had already
    std::uint64_t removed = 0;
    std::uint64_t waiting = 0; // that have come, and wait for the next attempt
};

// Makes a folder, an empty or new one or that of an earlier fetch, equal to the edition that a mirror
// elsewhere has, once all of it is proven; until then, and if it is not, the folder stays as it was. Only
// what the folder does not have is asked of the mirror (of VerifyOptions, copies, newer, root and found are
// set here). A folder goes on from what it has: its log and its newest keys. What has come stays in
// .broadsheet-fetched of the folder until all is in place, so that an attempt that was cut off is gone on
// with, from this mirror or another.
//
// conflict: the folder holds something else, or links, or builds go into it, or somebody is at work in it, or
// its log does not go on from a checkpoint that is given. io: our own disk fails.
Result<FetchReport> fetch(Source& mirror, std::filesystem::path const& to, VerifyOptions how);

} // namespace broadsheet::mirror
