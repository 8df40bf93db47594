#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <filesystem>

namespace broadsheet {

// A new, empty file beside `target` (missing folders are made), for those who write to a descriptor. It is
// removed with the object, unless put_in_place() gave it another name; a crash leaves it for
// remove_unfinished_files(). Not thread-safe.
class UnfinishedFile {
public:
    static Result<UnfinishedFile> beside(std::filesystem::path const& target);
    UnfinishedFile(UnfinishedFile&&) = default;
    ~UnfinishedFile();

    std::filesystem::path const& path() const { return path_; }
    int descriptor() const { return file_.get(); } // to read and write

private:
    UnfinishedFile(std::filesystem::path path, FileDescriptor file)
        : path_(std::move(path))
        , file_(std::move(file))
    {
    }

    std::filesystem::path path_;
    FileDescriptor file_; // locked for as long as it is written: so nobody takes it for a remainder
};

} // namespace broadsheet
