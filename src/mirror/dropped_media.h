#pragma once

#include "base/result.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {
class Snapshot;
}

namespace broadsheet::mirror {

// Finds the media that no page names any more, when only a few pages are made anew: what their former files
// named and the new ones do not, unless readers may see it elsewhere. drop() and keep() are thread-safe.
class DroppedMedia {
public:
    // A page's file, as it still is, is about to be replaced or deleted.
    void drop(std::filesystem::path const& former);
    // A page that was made anew names this file.
    void keep(std::string_view name);

    // Returns the names of what can go.
    Result<std::vector<std::string>> gone(site::Snapshot const&) const;

private:
    using Names = std::set<std::string, std::less<>>;
    std::mutex mutex_; // guards the two below
    Names dropped_;
    Names kept_;
};

} // namespace broadsheet::mirror
