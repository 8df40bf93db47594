#pragma once

#include "mirror/own_mirror.h"
#include "mirror/targets/store.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::mirror {

struct PushReport {
    std::uint64_t sent = 0;
    std::uint64_t bytes = 0; // of what was sent
    std::uint64_t unchanged = 0;
    std::uint64_t removed = 0;
    std::vector<std::string> failures; // files that were not sent or deleted, and why
    std::vector<std::string> left_out; // files in the folder that the newspaper has not published
};

struct PushOptions {
    std::filesystem::path folder; // that of the mirror
    std::filesystem::path list; // remembers what the store has; made when it is missing
    std::vector<std::string> host_files = {}; // is_host_file(): sent as they are
    unsigned threads = 8;
};

// Makes a store equal to a mirror's folder: sends what has changed since the last time (by size and time of
// change), deletes what is gone. What proves comes after what is proven, and log/latest last of all, so that
// a reader meets the former edition or the new one; if anything fails, the former one stays the latest. What
// was done is remembered: a push that is cut off goes on where it was. Nothing is sent but what the newspaper
// has published, as it was published: a file that somebody else has changed is a failure.
Result<PushReport> push(Store&, OwnMirror const&, PushOptions const&);

} // namespace broadsheet::mirror
