#pragma once

#include <array>
#include <cstdio>
#include <gtest/gtest.h>
#include <string>

namespace broadsheet::test {

// Returns what a command prints to standard output; the test fails where it fails, with the hint what to do.
inline std::string printed_by(std::string const& command, std::string const& hint = "")
{
    std::string output;
    auto* const pipe = popen(command.c_str(), "r");
    std::array<char, 65536> piece{};
    while (auto const size = std::fread(piece.data(), 1, piece.size(), pipe))
        output.append(piece.data(), size);
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << hint << "\n" << output;
    return output;
}

} // namespace broadsheet::test
