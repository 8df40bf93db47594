#include "mirror/folder.h"

#include "base/encoding.h"
#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::mirror {

namespace {

constexpr char const* marker = ".broadsheet-mirror";
constexpr std::size_t compare_limit = 64u << 20;

bool has_content(std::filesystem::path const& path, std::string_view content)
{
    struct stat status { };
    if (stat(path.c_str(), &status) != 0 || static_cast<std::size_t>(status.st_size) != content.size())
        return false;
    auto there = read_file(path, compare_limit);
    return there.ok() && *there == content;
}

// Writes a file that nobody can have open yet, without the detour through a temporary name.
Result<void> write_first(std::filesystem::path const& path, std::string_view content)
{
    auto create = [&] { return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644); };
    int fd = create();
    if (fd < 0 && errno == ENOENT) {
        std::error_code failed;
        std::filesystem::create_directories(path.parent_path(), failed);
        fd = create();
    }
    if (fd < 0)
        return system_error(fmt::format("cannot create {}", path.string()), errno);
    while (!content.empty()) {
        auto written = write(fd, content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            int reason = errno;
            close(fd);
            return system_error(fmt::format("cannot write {}", path.string()), reason);
        }
        content.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    close(fd);
    return {};
}

} // namespace

Folder::Folder(std::filesystem::path root)
    : root_(std::move(root))
{
}

Folder::Folder(Folder&& other) noexcept
    : root_(std::move(other.root_))
    , is_new_(other.is_new_)
    , put_(std::move(other.put_))
{
}

Result<Folder> Folder::open(std::filesystem::path root)
{
    std::error_code failed;
    std::filesystem::create_directories(root, failed);
    if (!std::filesystem::is_directory(root, failed))
        return io_error(fmt::format("cannot make the folder {}", root.string()));
    Folder folder(std::move(root));
    bool is_ours = std::filesystem::exists(folder.root_ / marker, failed);
    folder.is_new_ = std::filesystem::is_empty(folder.root_, failed);
    if (!is_ours && !folder.is_new_)
        return Error{ErrorCode::conflict,
            fmt::format("{} holds files that are not a mirror's (there is no {} in it); name an empty or a "
                        "new folder",
                folder.root_.string(), marker)};
    // A build that is interrupted leaves the marker, so that the next one takes it up.
    TRY(write_file_atomically(
        folder.root_ / marker, "A mirror made by Broadsheet. Files not of the edition are deleted.\n"));
    folder.remember(folder.root_ / marker);
    return folder;
}

Result<std::filesystem::path> Folder::file_for(std::string_view path) const
{
    auto decoded = TRY(percent_decode(path));
    bool climbs = std::ranges::count(std::filesystem::path(decoded), "..") > 0;
    if (!decoded.starts_with('/') || climbs || decoded.find('\0') != decoded.npos)
        return invalid(fmt::format("\"{}\" is no path of a page", path));
    if (decoded.ends_with('/'))
        decoded += "index.html";
    return root_ / decoded.substr(1);
}

void Folder::remember(std::filesystem::path const& path)
{
    std::lock_guard lock(mutex_);
    put_.push_back(hash64(path.native()));
}

Result<Written> Folder::put(std::string_view path, std::string_view content)
{
    auto file = TRY(file_for(path));
    remember(file);
    if (is_new_) {
        TRY(write_first(file, content));
        return Written::created;
    }
    if (has_content(file, content))
        return Written::unchanged;
    std::error_code failed;
    bool existed = std::filesystem::exists(file, failed);
    TRY(write_file_atomically(file, content, Durability::cached));
    return existed ? Written::changed : Written::created;
}

Result<Written> Folder::put_file(std::string_view path, std::filesystem::path const& source)
{
    auto file = TRY(file_for(path));
    remember(file);
    std::error_code failed;
    // Media never changes under its name, so a file of the same size is the same.
    if (std::filesystem::exists(file, failed)
        && std::filesystem::file_size(file, failed) == std::filesystem::file_size(source, failed))
        return Written::unchanged;
    std::filesystem::create_directories(file.parent_path(), failed);
    std::filesystem::remove(file, failed);
    std::filesystem::create_hard_link(source, file, failed);
    if (!failed)
        return Written::created;
    auto content = TRY(read_file(source));
    TRY(write_file_atomically(file, content, Durability::cached));
    return Written::created;
}

Result<std::size_t> Folder::remove_others()
{
    std::ranges::sort(put_);
    std::vector<std::filesystem::path> others;
    std::vector<std::filesystem::path> folders;
    std::error_code failed;
    if (!is_new_) {
        for (auto entry = std::filesystem::recursive_directory_iterator(root_, failed);
             entry != std::filesystem::recursive_directory_iterator(); entry.increment(failed)) {
            bool is_hidden = entry->path().filename().native().starts_with('.');
            if (is_hidden)
                entry.disable_recursion_pending();
            else if (entry->is_directory())
                folders.push_back(entry->path());
            else if (!std::ranges::binary_search(put_, hash64(entry->path().native())))
                others.push_back(entry->path());
        }
    }
    if (failed)
        return io_error(fmt::format("cannot list {}: {}", root_.string(), failed.message()));
    for (auto const& path : others)
        std::filesystem::remove(path, failed);
    // Deepest first; a folder that still holds something stays, and says so with an error nobody needs.
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
        rmdir(folder->c_str());
    return others.size();
}

} // namespace broadsheet::mirror
