#pragma once

#include "base/result.h"

#include <filesystem>

namespace broadsheet::cli {

// A folder with a name nobody else has, removed with all it holds unless it is moved to its place.
class TemporaryFolder {
public:
    // Only the owner may look into it.
    static Result<TemporaryFolder> create_in(std::filesystem::path const& parent);
    TemporaryFolder(TemporaryFolder&& other) noexcept
        : path_(std::exchange(other.path_, {}))
    {
    }
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    std::filesystem::path const& path() const { return path_; }
    Result<void> move_to(std::filesystem::path const&);

private:
    explicit TemporaryFolder(std::filesystem::path path)
        : path_(std::move(path))
    {
    }
    std::filesystem::path path_;
};

} // namespace broadsheet::cli
