#pragma once

#include "exchange/import.h"

#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace broadsheet::exchange {

// Returns the regular file that a path names in a folder; nothing when there is none, or links lead out of
// the folder.
std::optional<std::filesystem::path> file_inside(
    std::filesystem::path const& folder, std::filesystem::path const& path);

// Follows a source's references to pictures and files into the newspaper's media. Thread-safe.
class MediaReferences {
public:
    // Returns where under the media folder a reference may be found, best first; nothing when it names no
    // file of the source.
    using Paths = std::vector<std::filesystem::path>;
    using Candidates = std::function<Paths(std::string_view reference)>;

    // `kind` begins the name under which the media remember where they came from ("ghost").
    MediaReferences(std::string_view kind, ImportOptions const&, Candidates);

    // Returns what a reference became, now or in an earlier import; nothing when it is no file of the
    // source's, or was not found. A relative reference starts at `folder` of the source ("/en/").
    std::optional<MediaTaker::Taken> take(std::string_view reference, std::string_view folder = "/");
    // Returns the reference's new path, or the reference itself, rooted in the source if it was relative.
    std::string path_of(std::string_view reference, std::string_view folder = "/");
    // The same for the picture over an article: one that a given folder should hold and does not is reported,
    // and none, since readers would see a broken frame on every list.
    std::string lead_path_of(std::string_view reference, std::string_view folder = "/");
    // Returns clean HTML with every picture, recording and file that could be taken at its new place, and
    // pictures with their size.
    std::string rewrite(std::string_view clean_html, std::string_view folder = "/");

    // Adds the references that were not found, sorted.
    void report_missing(Report&) const;

private:
    void miss(std::string_view reference, std::string_view reason);
    std::optional<MediaTaker::Taken> find(std::string_view reference, std::string& failure);

    std::string kind_;
    std::filesystem::path folder_;
    MediaTaker* taker_;
    Candidates candidates_;
    mutable std::mutex mutex_;
    // Those followed lately: articles that stand together share pictures.
    std::unordered_map<std::string, std::optional<MediaTaker::Taken>> known_;
    std::vector<std::string> missing_;
};

} // namespace broadsheet::exchange
