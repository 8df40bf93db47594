#include "site/reader_scripts.h"

#include <algorithm>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_reader_scripts(); // cmake/Embed.cmake

} // namespace broadsheet

namespace broadsheet::site {

std::span<EmbeddedFile const> reader_scripts()
{
    return embedded_reader_scripts();
}

EmbeddedFile const* reader_script(std::string_view name)
{
    auto const scripts = reader_scripts();
    auto const found
        = std::find_if(scripts.begin(), scripts.end(), [&](auto const& file) { return file.path == name; });
    return found == scripts.end() ? nullptr : &*found;
}

} // namespace broadsheet::site
