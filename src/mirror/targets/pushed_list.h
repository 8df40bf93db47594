#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet::mirror {

// A file's state, as far as it tells whether it has changed.
struct FileState {
    std::uint64_t size = 0;
    std::int64_t changed_at = 0; // as the file system counts
    bool operator==(FileState const&) const = default;
};

// What a store has, kept in a file beside the mirror: one line a file, "size time name", the last of a name
// counts, and "- name" says that it is gone. Thread-safe.
class PushedList {
public:
    static Result<PushedList> open(std::filesystem::path);
    PushedList(PushedList&&) noexcept;

    bool has(std::string const& name, FileState const&) const;
    Result<void> note_sent(std::string const& name, FileState const&);
    Result<void> note_removed(std::string const& name);
    std::vector<std::string> names() const;
    // Writes the file anew, without what is outdated.
    Result<void> tidy();

private:
    explicit PushedList(std::filesystem::path path)
        : path_(std::move(path))
    {
    }
    std::filesystem::path path_;
    mutable std::mutex mutex_; // guards the two below
    std::unordered_map<std::string, FileState> files_;
    std::ofstream out_;
};

} // namespace broadsheet::mirror
