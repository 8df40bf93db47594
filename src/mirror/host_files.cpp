#include "mirror/host_files.h"

#include <algorithm>

namespace broadsheet::mirror {

bool is_host_file(std::string_view name, std::span<std::string const> host_files)
{
    return std::ranges::any_of(host_files,
        [&](std::string const& one) { return one.ends_with('/') ? name.starts_with(one) : name == one; });
}

} // namespace broadsheet::mirror
