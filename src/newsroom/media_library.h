#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <functional>
#include <optional>

namespace broadsheet::newsroom {

// A file readers can fetch, stored under DATA/media by the hash of its content, so that equal files are
// stored once and a path never changes its meaning.
struct MediaItem {
    Number number = 0;
    std::string id;
    std::string path; // "/media/ab/abcdef….jpg"
    std::string type; // "image/jpeg"
    std::int64_t width = 0; // pixels; 0 where it is no picture
    std::int64_t height = 0;
    std::int64_t bytes = 0;
    UtcMillis created_at = 0;
    std::string source; // where an import found it first
};

class MediaLibrary {
public:
    explicit MediaLibrary(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<MediaItem>> by_path(std::string_view path) const;
    // Finds an item by any of the sources it was added with.
    Result<std::optional<MediaItem>> by_source(std::string_view source) const;
    // Calls `visit` with every source and its item, the oldest item first.
    Result<void> for_each_source(std::function<void(std::string_view source, MediaItem const&)> const&) const;
    // Returns the items whose number is greater than `after`, by number.
    Result<std::vector<MediaItem>> after(Number after, std::size_t most) const;
    // Returns the item's number; an item with the same path is kept as it is, with this source as one more.
    static Result<Number> add(Change&, MediaItem const&);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
