#include "media/stored_path.h"

#include "base/ascii.h"

#include <algorithm>

namespace broadsheet::media {

namespace {

bool is_extension(char c)
{
    return is_digit(c) || is_lower(c);
}

// Returns where the run of characters of a kind that begins at `from` ends.
std::size_t end_of_run(std::string_view text, std::size_t from, bool (*is_of_kind)(char))
{
    auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_of_kind);
    return static_cast<std::size_t>(end - text.begin());
}

} // namespace

std::size_t stored_name_length(std::string_view text)
{
    constexpr std::size_t hash_start = 3;
    constexpr std::size_t hash_end = hash_start + stored_hash_digits;
    if (text.size() < hash_end || text[2] != '/' || text.substr(0, 2) != text.substr(hash_start, 2)
        || !std::ranges::all_of(text.substr(hash_start, stored_hash_digits), is_lower_hex))
        return 0;
    auto end = hash_end;
    if (end < text.size() && text[end] == '-') {
        auto const width_end = end_of_run(text, end + 1, is_digit);
        if (width_end == end + 1)
            return 0;
        end = width_end;
    }
    if (end >= text.size() || text[end] != '.')
        return 0;
    auto const extension_end = end_of_run(text, end + 1, is_extension);
    return extension_end == end + 1 ? 0 : extension_end;
}

} // namespace broadsheet::media
