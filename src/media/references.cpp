#include "media/references.h"

#include "media/stored_path.h"

#include <cstring>

namespace broadsheet::media {

namespace {

// string_view::find stops at every first letter, and a page has hundreds of each.
std::size_t find_from(std::string_view text, std::string_view part, std::size_t from)
{
    auto const* found = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
    return found ? static_cast<std::size_t>(static_cast<char const*>(found) - text.data()) : text.npos;
}

} // namespace

std::vector<std::string_view> stored_paths_in(std::string_view text)
{
    constexpr auto prefix = stored_prefix.substr(1);
    std::vector<std::string_view> paths;
    for (auto at = find_from(text, prefix, 0); at != text.npos; at = find_from(text, prefix, at)) {
        auto const length = stored_name_length(text.substr(at + prefix.size()));
        if (length > 0)
            paths.push_back(text.substr(at, prefix.size() + length));
        at += prefix.size() + length;
    }
    return paths;
}

} // namespace broadsheet::media
