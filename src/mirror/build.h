#pragma once

#include "base/result.h"
#include "newsroom/change.h"

#include "base/random.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::media {
class MediaStore;
}
namespace broadsheet::site {
class Site;
}

namespace broadsheet::mirror {

struct Origin;

struct BuildReport {
    newsroom::Edition edition = 0; // that the folder now equals
    std::uint64_t pages = 0; // of the edition
    std::uint64_t rendered = 0; // of these: the others were as the last build left them
    std::uint64_t created = 0;
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t removed = 0;
    std::uint64_t missing_media = 0; // files that pages name and the store does not have
    std::vector<std::string> failures; // pages that could not be rendered or written, and why

    std::uint64_t log_size = 0;
    bool is_published = false; // whether the log has a new checkpoint
    bool is_waiting = false; // for signatures that are made elsewhere: the folder is as it was
    std::uint64_t bytes_written = 0; // into the folder

    // Adds a build of the same folder that came right after, so that both can be told as one. The pages and
    // files that one of them left as they were are those of the first; of pages rendered, which are mostly
    // the same ones again, and of missing media, the count is that of one build.
    BuildReport& operator+=(BuildReport next);
};

// A file that the mirror has besides the newspaper's pages.
struct FurtherFile {
    std::string name; // relative to the folder, not percent-encoded
    std::string content;
    std::string type; // media type
};

struct BuildOptions {
    std::filesystem::path to;
    unsigned threads = 0; // 0: one a core
    std::string slot; // what the log says for the time: time_slot()
    // Whether what is text is written as .br and .gz, too; none: as in the folder's last build.
    std::optional<bool> precompress = {};
    bool is_alone = false; // nobody else reads the site: what is done with of the edition is freed
    bool all = false; // renders and compares every page, whatever the last build left
    // Stands for the program: where it is another, every page is rendered.
    std::string program = {};
    // What is found out about an edition and kept for the next one (site::RelatedLists); none: nothing is.
    std::filesystem::path kept_lists = {};
    std::vector<FurtherFile> further;
    std::filesystem::path takeaway = {}; // editions to take away, put below takeaway/; need not be there
    // Of these, the bytes up to which one is read into memory; but always one that has compressed forms.
    std::size_t most_in_memory = std::size_t{64} << 20;
    // Called now and then, from one thread at a time, with the number of pages done and of all pages, as far
    // as known.
    std::function<void(std::uint64_t done, std::uint64_t all)> progress;
};

// Makes the folder equal to the newest edition: renders every page that may have changed since the folder's
// last build, writes what differs, copies the media that these pages name, deletes what is gone; enters what
// has changed into the origin's log, signs it, and copies the log. Whoever reads the folder meanwhile finds
// the former edition, and goes on finding it while signatures are awaited that are made elsewhere. What is
// published meanwhile waits for the next build. Besides the site's catalogue,
// memory grows by some 70 bytes a file.
//
// What somebody else has changed in the folder is found only where all pages are rendered: `all`, and where
// another folder was built in the meantime.
Result<BuildReport> build(site::Site const&, media::MediaStore const&, Origin&, Random&, BuildOptions);

// Puts an edition in place that was set aside in the folder, once its signatures are in the origin's log.
// Returns whether that was so. What was set aside and is not the log's newest edition is dropped.
Result<bool> put_signed(std::filesystem::path const& folder, Origin const&);

// Refuses a folder that is not one whole edition (conflict): a build was cut off while it put one in place.
Result<void> check_is_whole(std::filesystem::path const& folder);

// Returns the slot of the time, for slots of so many minutes (a divisor of a day): "2026-11-27T23:00Z".
std::string time_slot(UtcMillis now, unsigned minutes);
// Returns when a slot began, in seconds since 1970; 0 for what is none.
std::time_t start_of_slot(std::string const& slot);

} // namespace broadsheet::mirror
