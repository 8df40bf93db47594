#pragma once

#include <filesystem>

namespace broadsheet::test {

// Makes a new folder and returns its path: in memory where there is room, because databases wait for the disk
// at each commit, and the disk has no part in what is tested.
std::filesystem::path make_temporary_folder();

// A folder that is removed with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace broadsheet::test
