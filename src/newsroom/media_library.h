#pragma once

#include "media/store.h"
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

    // What people say of it.
    std::string name; // to find it by: the uploaded file's, at first
    std::string alt; // what it shows, for who cannot see it
    std::string caption; // plain text
    std::string credit;
    // The point that a crop keeps, in per cent of width and height.
    std::int64_t focus_x = 50;
    std::int64_t focus_y = 50;
    std::string added_by; // the account's id; empty: an import or a program

    bool is_picture() const { return width > 0; }
};

// Returns an item for a file that was just stored.
MediaItem item_of(media::StoredMedia const&);

class MediaLibrary {
public:
    explicit MediaLibrary(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<MediaItem>> by_path(std::string_view path) const;
    // Returns the item, or not_found.
    Result<MediaItem> by_id(std::string_view id) const;
    // Finds an item by any of the sources it was added with.
    Result<std::optional<MediaItem>> by_source(std::string_view source) const;
    // Calls `visit` with every source and its item, the oldest item first.
    Result<void> for_each_source(std::function<void(std::string_view source, MediaItem const&)> const&) const;
    // Returns the items whose number is greater than `after`, by number.
    Result<std::vector<MediaItem>> after(Number after, std::size_t most) const;

    enum class Kind { any, pictures, others };
    struct Query {
        std::string_view words; // each found in name, alt, caption or credit
        Kind kind = Kind::any;
        Number before = 0; // older than this; 0: all
        std::size_t most = 60;
    };
    // Returns items, the newest first.
    Result<std::vector<MediaItem>> search(Query const&) const;

    // Returns the item's number; an item with the same path is kept as it is, with this source as one more.
    static Result<Number> add(Change&, MediaItem const&);
    // Saves what people say of an item.
    static Result<void> save(Change&, MediaItem const&);
    // Takes the item out of the library; its file is the caller's to remove (newsroom/media_intake.h).
    // Refused while it is used.
    static Result<void> remove(Change&, MediaItem const&);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
