#pragma once

#include "base/result.h"
#include "newsroom/change.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace broadsheet::media {
class MediaStore;
}
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
    std::uint64_t missing_media = 0; // files that pages name and the store does not have
    std::vector<std::string> failures; // pages that could not be rendered or written, and why
};

struct BuildOptions {
    std::filesystem::path to;
    unsigned threads = 0; // 0: one a core
    // Called now and then, from one thread at a time, with the number of pages done and of all pages, as far
    // as known.
    std::function<void(std::uint64_t done, std::uint64_t all)> progress;
};

// Makes the folder equal to the newest edition: renders every page, writes what differs, copies the media
// that the pages name, deletes what is gone. What is published meanwhile waits for the next build. Besides
// the site's catalogue, memory grows by some 20 to 40 bytes a file.
Result<BuildReport> build(site::Site const&, media::MediaStore const&, BuildOptions const&);

} // namespace broadsheet::mirror
