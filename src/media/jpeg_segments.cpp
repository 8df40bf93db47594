#include "media/jpeg_segments.h"

namespace broadsheet::media {

namespace {

std::size_t byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

// Returns where the marker behind a scan's data stands.
std::size_t end_of_scan(std::string_view jpeg, std::size_t at)
{
    for (at = jpeg.find('\xff', at); at < jpeg.size(); at = jpeg.find('\xff', at + 1)) {
        if (at + 1 == jpeg.size())
            return at; // a marker cut short
        auto const next = byte_at(jpeg, at + 1);
        if (next != 0 && (next < 0xd0 || next > 0xd7))
            return at;
    }
    return jpeg.size();
}

} // namespace

// Any number of these may stand in front of a marker (B.1.1.2).
void JpegSegments::skip_fill_bytes()
{
    while (rest_.starts_with("\xff\xff"))
        rest_.remove_prefix(1);
}

std::optional<JpegSegment> JpegSegments::next()
{
    skip_fill_bytes();
    if (rest_.size() < 4 || byte_at(rest_, 0) != 0xff)
        return {};
    auto const length = byte_at(rest_, 2) << 8 | byte_at(rest_, 3);
    if (length < 2 || 2 + length > rest_.size())
        return {};
    JpegSegment segment;
    segment.marker = byte_at(rest_, 1);
    segment.content = rest_.substr(4, length - 2);
    segment.whole = rest_.substr(0, segment.marker == 0xda ? end_of_scan(rest_, 2 + length) : 2 + length);
    rest_.remove_prefix(segment.whole.size());
    skip_fill_bytes();
    return segment;
}

} // namespace broadsheet::media
