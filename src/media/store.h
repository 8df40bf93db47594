#pragma once

#include "media/picture.h"

#include <optional>

namespace broadsheet::media {

struct StoredMedia {
    std::string path; // root-relative: "/media/ab/abcdef0123….jpg"
    std::string type;
    int width = 0; // pixels; 0 where it is no picture
    int height = 0;
    std::size_t bytes = 0;
};

// A narrower WebP form of a stored picture.
struct Variant {
    std::string path;
    int width = 0;
};

// Files for readers, kept under a folder by the hash of what is served. Thread-safe.
class MediaStore {
public:
    // `worker`: see process_picture(); that of scrub_file() lies beside it.
    MediaStore(std::filesystem::path folder, std::filesystem::path worker, PictureLimits = {});

    // Stores a picture re-encoded and with its variants, or sound, film or PDF copied without its metadata,
    // and returns where. The type is told by the content, never by the name. Refused, saying why: an unknown
    // or executable type, a file over the limits, a damaged or protected one. The original is never on the
    // disk.
    Result<StoredMedia> take(std::string_view bytes) const;
    // The same of a file, of which only a picture is ever held in memory, and that within its limits.
    Result<StoredMedia> take_file(std::filesystem::path const&) const;

    // Stores a file that take() has stored elsewhere under this path: byte for byte, so that it keeps the
    // path, its variants made anew. A picture is decoded all the same. Refused when the content is not the
    // one that the path stands for, or it holds more than what take() leaves in it.
    Result<StoredMedia> take_back(std::string_view path, std::filesystem::path const& file) const;

    // Returns the file that a root-relative path under /media/ names, if the path has the form this store
    // gives out.
    std::optional<std::filesystem::path> file_of(std::string_view path) const;

    // Removes a stored file and the variants of a picture that is `width` pixels wide.
    Result<void> remove(std::string_view path, int width) const;

private:
    struct Scrubbed;

    Result<StoredMedia> store_picture(std::vector<Rendition> const&) const;
    Result<Scrubbed> scrub(int input) const;
    Result<StoredMedia> store(Scrubbed const&) const;

    std::filesystem::path folder_;
    std::filesystem::path worker_;
    PictureLimits limits_;
};

// Returns the variants that a stored picture of this width has, narrowest first.
std::vector<Variant> variants_of(std::string_view path, int width);

// Returns the media type of a file by its extension ("image/webp"), or application/octet-stream.
std::string_view type_of_path(std::string_view path);

} // namespace broadsheet::media
