#include "mirror/folder_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

namespace broadsheet::mirror {

// The file stays: were it deleted, one process could hold the old one and another a new one.
Result<FolderLock> FolderLock::take(std::filesystem::path const& folder)
{
    auto const path = folder / file_name;
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!file)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return Error{ErrorCode::conflict,
            fmt::format("another build, or a copy of it, is at work in {} ({} is locked); wait for its end",
                folder.string(), path.string())};
    return FolderLock(std::move(file));
}

bool FolderLock::is_held(std::filesystem::path const& folder)
{
    std::error_code failed;
    return std::filesystem::is_directory(folder, failed) && !take(folder).ok();
}

} // namespace broadsheet::mirror
