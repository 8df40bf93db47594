#pragma once

#include "base/result.h"
#include "newsroom/media_library.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Where imported pictures and files go. Thread-safe: converters call it at the same time.
class MediaTaker {
public:
    struct Taken {
        std::string path; // root-relative, "/media/…"
        std::int64_t width = 0; // pixels; 0 where it is no picture
        std::int64_t height = 0;
    };

    virtual ~MediaTaker() = default;
    // Takes a file into the newspaper, or finds it there from an earlier run. `source` is what the import
    // calls it ("ghost:/content/images/2023/01/a.jpg"); the same source and content give the same path.
    virtual Result<Taken> take(std::string_view source, std::filesystem::path const& file) = 0;
    // Takes back a file of an export of ours, byte for byte, to the path it had. Refused when its content is
    // not the one that the path stands for.
    virtual Result<void> take_back(newsroom::MediaItem const&, std::filesystem::path const& file) = 0;
    // Returns what take() last made of the source, if it ever did.
    virtual Result<std::optional<Taken>> taken_before(std::string_view source) = 0;
};

} // namespace broadsheet::exchange
