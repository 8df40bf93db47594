#include "files/judges.h"

#include <cstdio>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sstream>

namespace broadsheet::test {

std::string printed_by(std::string const& command)
{
    std::string output;
    auto* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (auto const got = std::fread(buffer, 1, sizeof buffer, pipe))
        output.append(buffer, got);
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output;
    return output;
}

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
