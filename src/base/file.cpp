#include "base/file.h"

#include "base/unfinished_file.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace broadsheet {

namespace fs = std::filesystem;

namespace {

constexpr char const* unfinished_extension = ".tmp";

fs::path next_name(fs::path const& target)
{
    static std::atomic<unsigned> serial{0};
    auto name = target;
    name += fmt::format(".{}.{}{}", getpid(), serial++, unfinished_extension);
    return name;
}

// Puts what was written to a file or folder on disk.
Result<void> sync(fs::path const& path)
{
    FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || fsync(file.get()) != 0)
        return system_error(fmt::format("cannot sync {}", path.string()), errno);
    return {};
}

Result<void> rename_file(fs::path const& from, fs::path const& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        return system_error(fmt::format("cannot put {} in place", to.string()), errno);
    return {};
}

} // namespace

Result<std::string> read_file(fs::path const& path, std::size_t limit)
{
    FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status { };
    if (!file || fstat(file.get(), &status) != 0)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    if (!S_ISREG(status.st_mode))
        return io_error(fmt::format("{} is not a regular file", path.string()));
    auto size = static_cast<std::size_t>(status.st_size);
    if (size > limit)
        return limit_reached(
            fmt::format("{} has {} bytes, more than the {} allowed", path.string(), size, limit));
    std::string content(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
        auto got = read(file.get(), content.data() + filled, size - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error(fmt::format("cannot read {}", path.string()), errno);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    content.resize(filled);
    return content;
}

Result<void> write_all(int fd, std::string_view content, std::string const& name)
{
    while (!content.empty()) {
        auto written = write(fd, content.data(), content.size());
        if (written < 0 && errno != EINTR)
            return system_error(fmt::format("cannot write {}", name), errno);
        if (written > 0)
            content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> read_in_pieces(fs::path const& path, std::function<Result<void>(std::string_view)> const& visit)
{
    FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    std::string piece(64u << 10, '\0');
    for (;;) {
        auto const got = read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error(fmt::format("cannot read {}", path.string()), errno);
        if (got == 0)
            return {};
        TRY(visit(std::string_view(piece).substr(0, static_cast<std::size_t>(got))));
    }
}

Result<void> put_in_place(fs::path const& finished, fs::path const& target)
{
    TRY(sync(finished));
    TRY(rename_file(finished, target));
    return sync(target.has_parent_path() ? target.parent_path() : ".");
}

Result<UnfinishedFile> UnfinishedFile::beside(fs::path const& target)
{
    for (bool has_made_folder = false;;) {
        auto path = next_name(target);
        FileDescriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        int reason = file ? 0 : errno;
        if (reason == EEXIST)
            continue;
        if (reason == ENOENT && !std::exchange(has_made_folder, true)) {
            std::error_code ignored; // open() says why it could not be made
            fs::create_directories(path.parent_path(), ignored);
            continue;
        }
        if (!file)
            return system_error(fmt::format("cannot create {}", path.string()), reason);
        struct stat status { };
        // Removed as a remainder before it was locked.
        if (flock(file.get(), LOCK_EX) == 0 && fstat(file.get(), &status) == 0 && status.st_nlink == 0)
            continue;
        return UnfinishedFile{std::move(path), std::move(file)};
    }
}

UnfinishedFile::~UnfinishedFile()
{
    if (!path_.empty())
        unlink(path_.c_str()); // under that name there is nothing, once it has another
}

Result<void> write_file_atomically(fs::path const& path, std::string_view content, Durability durability)
{
    return write_file_atomically(
        path, [&](PieceVisitor const& write) { return write(content); }, durability);
}

Result<void> write_file_atomically(fs::path const& path,
    std::function<Result<void>(PieceVisitor const&)> const& produce, Durability durability)
{
    auto const unfinished = TRY(UnfinishedFile::beside(path));
    TRY(produce(
        [&](std::string_view piece) { return write_all(unfinished.descriptor(), piece, path.string()); }));
    return durability == Durability::synced ? put_in_place(unfinished.path(), path)
                                            : rename_file(unfinished.path(), path);
}

Result<void> for_each_file(fs::path const& folder, std::function<Result<void>(fs::path const&)> const& visit)
{
    std::error_code failed;
    fs::recursive_directory_iterator entry(folder, failed);
    if (failed == std::errc::no_such_file_or_directory)
        return {};
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
        std::error_code gone; // between the listing and the look: then it is no file of the folder
        if (entry->is_regular_file(gone) && !entry->is_symlink(gone))
            TRY(visit(entry->path()));
    }
    if (failed)
        return io_error(fmt::format("cannot list {}: {}", folder.string(), failed.message()));
    return {};
}

bool is_unfinished(fs::path const& path)
{
    return path.extension() == unfinished_extension;
}

Result<std::size_t> remove_unfinished_files(fs::path const& folder)
{
    std::size_t removed = 0;
    TRY(for_each_file(folder, [&](fs::path const& path) -> Result<void> {
        if (!is_unfinished(path))
            return {};
        FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file && flock(file.get(), LOCK_EX | LOCK_NB) == 0 && unlink(path.c_str()) == 0)
            ++removed;
        return {};
    }));
    return removed;
}

} // namespace broadsheet
