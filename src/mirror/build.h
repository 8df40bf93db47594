#pragma once

#include "base/result.h"
#include "newsroom/change.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace broadsheet::site {
class Site;
}

namespace broadsheet::mirror {

struct BuildReport {
    newsroom::Edition edition = 0; // that the folder now equals
    std::uint64_t pages = 0;
    std::uint64_t created = 0;
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t removed = 0;
    std::vector<std::string> failures; // pages that could not be rendered or written, and why
};

struct BuildOptions {
    std::filesystem::path to;
    std::filesystem::path media; // the folder of stored media
    unsigned threads = 0; // 0: one a core
    // Called now and then, from one thread at a time, with the number of pages done and of all pages, as far
    // as known.
    std::function<void(std::uint64_t done, std::uint64_t all)> progress;
};

// Makes the folder equal to the newest edition: renders every page, writes what differs, copies media,
// deletes what is gone. What is published meanwhile waits for the next build. Memory does not grow with the
// archive but for eight bytes a file.
Result<BuildReport> build(site::Site const&, BuildOptions const&);

} // namespace broadsheet::mirror
