#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace broadsheet::mirror {

// Sorts more lines than should be in memory: sorted runs are written to files beside the target, and merged.
// Not thread-safe.
class LineSorter {
public:
    // The runs are `target` with ".run" and a number, and are deleted with the object.
    explicit LineSorter(std::filesystem::path target, std::size_t run_bytes = std::size_t{1} << 20);
    // Whether a file's name is that of a run, which stays behind where the program is killed.
    static bool is_run_of(std::string_view target, std::string_view name);
    LineSorter(LineSorter const&) = delete;
    LineSorter& operator=(LineSorter const&) = delete;
    ~LineSorter();

    Result<void> add(std::string_view line);
    // Calls `visit` with all lines, sorted by their bytes, each once, until it returns an error, which is
    // returned. To be called once.
    Result<void> for_each(std::function<Result<void>(std::string const&)> const& visit);
    // Writes them to the stream, each with a line feed.
    Result<void> write_to(std::ostream&);

private:
    Result<void> write_run();

    std::filesystem::path target_;
    std::size_t run_bytes_;
    std::size_t bytes_ = 0;
    std::vector<std::string> lines_;
    std::vector<std::filesystem::path> runs_;
};

} // namespace broadsheet::mirror
