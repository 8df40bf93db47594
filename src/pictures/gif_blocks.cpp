#include "pictures/gif_blocks.h"

#include <cstddef>

namespace broadsheet::pictures {

namespace {

constexpr std::size_t head_size = 13; // signature and logical screen descriptor
constexpr std::size_t picture_head_size = 10; // image descriptor

class Blocks {
public:
    explicit Blocks(std::string_view gif)
        : rest_(gif)
    {
    }

    // Returns whether the file is whole: up to its trailer, or where there is none, to the end of a block.
    bool read_all()
    {
        if (!skip_with_colours(head_size, head_size - 3))
            return false;
        while (!rest_.empty() && rest_[0] != trailer)
            if (!read_block())
                return false;
        return true;
    }

private:
    static constexpr char trailer = 0x3b;
    static constexpr char extension = 0x21;

    bool read_block()
    {
        if (rest_[0] == extension)
            return skip(2) && skip_parts();
        return skip_with_colours(picture_head_size, picture_head_size - 1) && skip(1) && skip_parts();
    }

    bool skip(std::size_t bytes)
    {
        if (bytes > rest_.size())
            return false;
        rest_.remove_prefix(bytes);
        return true;
    }

    // Skips a head and the table of colours that its flags announce.
    bool skip_with_colours(std::size_t bytes, std::size_t flags_at)
    {
        if (bytes > rest_.size())
            return false;
        auto const flags = static_cast<unsigned char>(rest_[flags_at]);
        return skip(bytes + ((flags & 0x80) ? std::size_t{3} << ((flags & 7) + 1) : 0));
    }

    // Skips parts that each begin with their length, up to the empty one.
    bool skip_parts()
    {
        while (!rest_.empty()) {
            auto const length = static_cast<unsigned char>(rest_[0]);
            if (!skip(std::size_t{1} + length))
                return false;
            if (length == 0)
                return true;
        }
        return false;
    }

    std::string_view rest_;
};

} // namespace

bool is_gif_cut_short(std::string_view gif)
{
    return !Blocks(gif).read_all();
}

} // namespace broadsheet::pictures
