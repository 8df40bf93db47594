#include "media/references.h"

#include "media/stored_path.h"

namespace broadsheet::media {

std::vector<std::string_view> stored_paths_in(std::string_view text)
{
    constexpr auto prefix = stored_prefix.substr(1);
    std::vector<std::string_view> paths;
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix, at)) {
        auto const length = stored_name_length(text.substr(at + prefix.size()));
        if (length > 0)
            paths.push_back(text.substr(at, prefix.size() + length));
        at += prefix.size() + length;
    }
    return paths;
}

} // namespace broadsheet::media
