#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <filesystem>

namespace broadsheet::mirror {

// Holds a mirror's folder, across processes: whoever changes it, or copies an edition from it that has to be
// whole, is alone with it. Let go when it is destroyed, and when the program ends, in whatever way.
class FolderLock {
public:
    static constexpr char const* file_name = ".broadsheet-lock";

    // conflict: somebody else holds it. There must be such a folder.
    static Result<FolderLock> take(std::filesystem::path const& folder);
    static bool is_held(std::filesystem::path const& folder);

private:
    explicit FolderLock(FileDescriptor file)
        : file_(std::move(file))
    {
    }

    FileDescriptor file_;
};

} // namespace broadsheet::mirror
