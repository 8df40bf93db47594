#pragma once

#include <span>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

// Files that a mirror's host wants there and the newspaper has not published, as the operator names them: a
// file by its name, "CNAME", a whole folder with a slash behind it, ".well-known/".
bool is_host_file(std::string_view name, std::span<std::string const> host_files);

} // namespace broadsheet::mirror
