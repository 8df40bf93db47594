#pragma once

#include <string_view>

namespace broadsheet::media {

struct FileType {
    std::string_view type; // "image/jpeg"; empty: unknown
    std::string_view extension; // ".jpg"
    bool is_picture = false;
};

// Tells a file's type by its first bytes, among the types a newspaper serves.
FileType file_type_of(std::string_view bytes);

} // namespace broadsheet::media
