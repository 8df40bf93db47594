#include "files/bare_pictures.h"

#include "files/damaged.h"

#include <algorithm>
#include <cstdint>

namespace broadsheet::files {

namespace {

constexpr std::string_view codestream_start("\xff\x4f\xff\x51", 4);

std::uint64_t big_endian(std::string_view bytes, std::size_t size)
{
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < size; ++at)
        number = number << 8 | static_cast<unsigned char>(bytes[at]);
    return number;
}

// Empties the comments of the main header, in which there is no place but for comments that says how long it
// is.
Result<std::string> bare_codestream(std::string_view codestream)
{
    constexpr std::uint64_t start_of_tile = 0xff90;
    constexpr std::uint64_t comment = 0xff64;
    if (!codestream.starts_with(codestream_start))
        return damaged_picture();
    std::string bare(codestream.substr(0, 2));
    for (auto rest = codestream.substr(2); rest.size() >= 4;) {
        auto const marker = big_endian(rest, 2);
        if (marker == start_of_tile)
            return bare + std::string(rest);
        auto const length = 2 + big_endian(rest.substr(2), 2);
        if (marker < 0xff00 || length < 4 || length > rest.size())
            return damaged_picture();
        if (marker != comment)
            bare += rest.substr(0, length);
        rest.remove_prefix(length);
    }
    return damaged_picture();
}

struct Box {
    std::string_view name;
    std::string_view content;
};

Result<Box> take_box(std::string_view& boxes)
{
    if (boxes.size() < 8)
        return damaged_picture();
    std::size_t head = 8;
    auto length = big_endian(boxes, 4);
    if (length == 1 && boxes.size() >= 16) {
        head = 16;
        length = big_endian(boxes.substr(8), 8);
    } else if (length == 0) {
        length = boxes.size();
    }
    if (length < head || length > boxes.size())
        return damaged_picture();
    Box const box{boxes.substr(4, 4), boxes.substr(head, length - head)};
    boxes.remove_prefix(length);
    return box;
}

void add_box(std::string& out, std::string_view name, std::string_view content)
{
    auto const length = content.size() + 8;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(length >> shift);
    out.append(name).append(content);
}

} // namespace

Result<std::string> bare_jpeg2000(std::string_view picture)
{
    constexpr std::string_view shown[] = {"jP  ", "ftyp", "jp2h"};
    if (picture.starts_with(codestream_start))
        return bare_codestream(picture);
    std::string bare;
    while (!picture.empty()) {
        auto const box = TRY(take_box(picture));
        if (std::ranges::find(shown, box.name) != std::end(shown)) {
            add_box(bare, box.name, box.content);
        } else if (box.name == "jp2c") {
            add_box(bare, box.name, TRY(bare_codestream(box.content)));
            return bare;
        }
    }
    return damaged_picture();
}

} // namespace broadsheet::files
