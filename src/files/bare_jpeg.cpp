#include "files/bare_pictures.h"
#include "files/damaged.h"
#include "media/jpeg_segments.h"

namespace broadsheet::files {

namespace {

// Frames, tables, restarts and scans; and Adobe's mark, without which colours come out wrong.
bool shows_the_picture(media::JpegSegment const& segment)
{
    constexpr std::size_t adobe = 0xee;
    constexpr std::size_t adobe_size = 12;
    if (segment.marker == adobe)
        return segment.content.size() == adobe_size && segment.content.starts_with("Adobe");
    bool const is_frame_or_table = segment.marker >= 0xc0 && segment.marker <= 0xcf;
    return is_frame_or_table || (segment.marker >= 0xda && segment.marker <= 0xdd);
}

} // namespace

Result<std::string> bare_jpeg(std::string_view jpeg)
{
    if (!jpeg.starts_with("\xff\xd8"))
        return damaged_picture();
    std::string bare = "\xff\xd8";
    media::JpegSegments segments(jpeg);
    bool has_scan = false;
    while (auto const segment = segments.next()) {
        has_scan = has_scan || segment->marker == 0xda;
        if (shows_the_picture(*segment))
            bare += segment->whole;
    }
    // Many programs leave the end marker out, or half of it.
    auto const rest = segments.rest();
    if (!has_scan || !(rest.empty() || rest == "\xff" || rest.starts_with("\xff\xd9")))
        return damaged_picture();
    return bare + "\xff\xd9";
}

} // namespace broadsheet::files
