#include "files/judges.h"

#include <fmt/format.h>
#include <sstream>

namespace broadsheet::test {

std::vector<std::string> exiftool_names(std::filesystem::path const& file)
{
    std::vector<std::string> names;
    std::istringstream lines(printed_by(
        fmt::format("exiftool -a -u -U -ee -s -s --ExifTool:all --System:all '{}'", file.string())));
    for (std::string line; std::getline(lines, line);)
        names.push_back(line.substr(0, line.find(':')));
    return names;
}

} // namespace broadsheet::test
