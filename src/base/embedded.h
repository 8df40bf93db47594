#pragma once

#include <span>
#include <string_view>

namespace broadsheet {

// A file built into the program (cmake/Embed.cmake). Both views live as long as the program.
struct EmbeddedFile {
    std::string_view path; // relative to the folder it was embedded from, '/' between parts
    std::string_view content;
};

} // namespace broadsheet
