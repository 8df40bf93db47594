#include "cli/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>

namespace broadsheet::cli {

Result<TemporaryFolder> TemporaryFolder::create_in(std::filesystem::path const& parent)
{
    std::error_code failed;
    std::filesystem::create_directories(parent, failed);
    auto pattern = (parent / ".broadsheet-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        return system_error(fmt::format("cannot make a folder in {}", parent.string()), errno);
    return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    if (!path_.empty())
        std::filesystem::remove_all(path_, ignored);
}

Result<void> TemporaryFolder::move_to(std::filesystem::path const& target)
{
    std::error_code failed;
    std::filesystem::rename(path_, target, failed);
    if (failed)
        return io_error(
            fmt::format("cannot move {} to {}: {}", path_.string(), target.string(), failed.message()));
    path_.clear();
    return {};
}

} // namespace broadsheet::cli
