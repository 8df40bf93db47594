#pragma once

#include "places.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace broadsheet::html::testing {

// One case of a file in tests/cases/html/sanitise: "## name", the input, a line "---", what is expected. The
// line ends around both are no part of them.
struct Case {
    std::string file;
    std::string name;
    std::string input;
    std::string expected;
};

inline std::string trimmed(std::string const& text)
{
    std::size_t begin = text.find_first_not_of('\n');
    std::size_t end = text.find_last_not_of('\n');
    return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

inline std::vector<Case> read_cases()
{
    std::vector<Case> cases;
    for (auto const& entry :
        std::filesystem::directory_iterator{BROADSHEET_SOURCE_DIR "/tests/cases/html/sanitise"}) {
        std::ifstream file{entry.path()};
        std::string line;
        std::string* part = nullptr;
        while (std::getline(file, line)) {
            if (line.starts_with("## ")) {
                cases.push_back({entry.path().stem().string(), line.substr(3), "", ""});
                part = &cases.back().input;
            } else if (line == "---" && part) {
                part = &cases.back().expected;
            } else if (part) {
                *part += line + "\n";
            }
        }
    }
    for (auto& one : cases) {
        one.input = trimmed(one.input);
        one.expected = trimmed(one.expected);
    }
    return cases;
}

} // namespace broadsheet::html::testing
