#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::cli {

// A command at work has a folder of its own, removed at its end with all it holds. One that stays was left by
// a command that was cut off (kill -9, a power cut), and its name tells by which: so the next command can
// say so and clear up.
class WorkingFolder {
public:
    // Only the owner may look into it. `command` is the name of what works there ("backup").
    static Result<WorkingFolder> create_in(std::filesystem::path const& parent, std::string_view command);
    WorkingFolder(WorkingFolder&&) noexcept = default;
    WorkingFolder& operator=(WorkingFolder&&) = delete;
    ~WorkingFolder();

    std::filesystem::path const& path() const { return path_; }
    // Notes a file elsewhere that is to be removed with this folder, and returns its name, which nobody else
    // has: beside `target`, to be renamed to it.
    Result<std::filesystem::path> unfinished_name_of(std::filesystem::path const& target) const;
    // Makes it what has that name, which must be an empty folder or not exist, and keeps it.
    Result<void> move_to(std::filesystem::path const&);

private:
    WorkingFolder(std::filesystem::path path, FileDescriptor lock)
        : path_(std::move(path))
        , lock_(std::move(lock))
    {
    }
    std::filesystem::path path_;
    FileDescriptor lock_; // held for as long as the command lives
};

// What a command that was cut off left behind, already removed.
struct Remainder {
    std::string command;
    std::filesystem::path file; // the file elsewhere that was removed with it, if there was one
};

// Removes the working folders in `parent` whose commands are no more, and returns what they were.
std::vector<Remainder> remove_remainders(std::filesystem::path const& parent);

} // namespace broadsheet::cli
