#include "base/file.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet {

namespace {

class Descriptor {
public:
    explicit Descriptor(int fd)
        : fd_(fd)
    {
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor()
    {
        if (fd_ >= 0)
            close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

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

Result<void> sync_folder(std::filesystem::path const& folder)
{
    Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() < 0 || fsync(descriptor.get()) != 0)
        return system_error(fmt::format("cannot sync folder {}", folder.string()), errno);
    return {};
}

Result<void> write_new_file(
    std::filesystem::path const& path, std::string_view content, Durability durability)
{
    Descriptor descriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (descriptor.get() < 0)
        return system_error(fmt::format("cannot create {}", path.string()), errno);
    TRY(write_all(descriptor.get(), content, path.string()));
    if (durability == Durability::synced && fsync(descriptor.get()) != 0)
        return system_error(fmt::format("cannot sync {}", path.string()), errno);
    return {};
}

} // namespace

Result<std::string> read_file(std::filesystem::path const& path, std::size_t limit)
{
    Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status { };
    if (descriptor.get() < 0 || fstat(descriptor.get(), &status) != 0)
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
        auto got = read(descriptor.get(), content.data() + filled, size - filled);
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

Result<void> write_file_atomically(
    std::filesystem::path const& path, std::string_view content, Durability durability)
{
    static std::atomic<unsigned> serial{0};
    auto temporary = path;
    temporary += fmt::format(".{}.{}.tmp", getpid(), serial++);
    auto written = write_new_file(temporary, content, durability);
    if (!written && written.error().code == ErrorCode::io && errno == ENOENT) {
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        written = write_new_file(temporary, content, durability);
    }
    if (!written || rename(temporary.c_str(), path.c_str()) != 0) {
        int reason = errno;
        unlink(temporary.c_str());
        TRY(std::move(written));
        return system_error(fmt::format("cannot put {} in place", path.string()), reason);
    }
    if (durability == Durability::synced)
        TRY(sync_folder(path.has_parent_path() ? path.parent_path() : "."));
    return {};
}

} // namespace broadsheet
