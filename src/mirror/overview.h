#pragma once

#include "base/result.h"
#include "mirror/log/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::mirror {

// What a mirror's log says of itself, for people who look after it.
struct Overview {
    std::string origin;
    std::uint64_t edition = 0;
    std::string slot; // "2026-11-27T23:00Z"
    std::uint64_t files = 0;
    std::uint64_t size = 0; // of the log
    std::uint64_t root_version = 0;
    std::uint64_t threshold = 0;
    std::size_t root_keys = 0;
    std::string fingerprint;
    std::vector<std::string> log_keys; // NAME+ID+BASE64
    std::string keys_since; // the slot of the newest root document
    struct Publish {
        std::uint64_t edition = 0;
        std::uint64_t files = 0;
        std::string slot;
    };
    std::vector<Publish> publishes; // the newest first
};

// Reads the log of a mirror's folder; checks that its checkpoint is signed by a key of its root document.
// not_found: the folder has no log. At most `most` publishes are told of, and keys_since is empty where it is
// further back.
Result<Overview> overview_of(std::filesystem::path const& mirror, std::size_t most = 20);

// The newest publish that `log/latest` tells of, from whatever host; `root` is the text of the root document
// note that has to stand for it. forbidden: it is not signed by the newspaper, or the proof does not hold.
struct Newest {
    std::uint64_t edition = 0;
    std::uint64_t size = 0;
    std::string slot;
    Hash root;
};
Result<Newest> read_newest(std::string_view latest, std::string_view root);

} // namespace broadsheet::mirror
