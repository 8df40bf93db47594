#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace broadsheet::media {

struct JpegSegment {
    std::size_t marker = 0; // 0xda: a scan
    std::string_view content; // behind its length
    std::string_view whole; // from its marker on; a scan's with its data
};

// Takes a JPEG file apart, without decoding it. https://www.w3.org/Graphics/JPEG/itu-t81.pdf (Annex B)
class JpegSegments {
public:
    // `jpeg` begins with its marker FF D8, and is borrowed.
    explicit JpegSegments(std::string_view jpeg)
        : rest_(jpeg.substr(2))
    {
    }
    // Returns the next segment; nothing where none begins, or it is cut short.
    std::optional<JpegSegment> next();
    // What is behind the last segment returned: of a whole picture FF D9 and nothing else.
    std::string_view rest() const { return rest_; }

private:
    void skip_fill_bytes();

    std::string_view rest_;
};

} // namespace broadsheet::media
