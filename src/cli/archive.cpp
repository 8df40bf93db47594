#include "cli/archive.h"

#include "base/file.h"

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <unistd.h>

namespace broadsheet::cli {

namespace {

constexpr std::size_t copy_bytes = 1 << 20;

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Entry = std::unique_ptr<archive_entry, FreeEntry>;

struct FreeReader {
    void operator()(::archive* reader) const { archive_read_free(reader); }
};

Error archive_error(::archive* archive, std::string_view what)
{
    auto const* reason = archive_error_string(archive);
    return io_error(fmt::format("{}: {}", what, reason != nullptr ? reason : "unknown reason"));
}

Result<void> write_head(::archive* archive, std::string_view name, std::uint64_t size)
{
    Entry entry(archive_entry_new());
    archive_entry_set_pathname_utf8(entry.get(), std::string(name).c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    if (archive_write_header(archive, entry.get()) != ARCHIVE_OK)
        return archive_error(archive, fmt::format("cannot add {}", name));
    return {};
}

bool is_safe_name(std::string_view name)
{
    std::filesystem::path path(name);
    if (name.empty() || path.is_absolute())
        return false;
    for (auto const& part : path) {
        if (part == "..")
            return false;
    }
    return true;
}

Result<void> unpack_entry(
    ::archive* reader, archive_entry* entry, std::filesystem::path const& folder, std::uint64_t& bytes_left)
{
    char const* raw_name = archive_entry_pathname_utf8(entry);
    std::string name = raw_name != nullptr ? raw_name : "";
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return {};
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr
        || !is_safe_name(name))
        return invalid(
            fmt::format("the archive holds \"{}\", which is not a plain file below its own folder", name));
    auto path = folder / name;
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary);
    std::string buffer(copy_bytes, '\0');
    for (;;) {
        auto got = archive_read_data(reader, buffer.data(), buffer.size());
        if (got < 0)
            return archive_error(reader, fmt::format("cannot unpack {}", name));
        if (got == 0)
            break;
        if (static_cast<std::uint64_t>(got) > bytes_left)
            return limit_reached("the archive unpacks to more than is allowed");
        bytes_left -= static_cast<std::uint64_t>(got);
        out.write(buffer.data(), got);
    }
    out.close();
    if (!out)
        return io_error(fmt::format("cannot write {}", path.string()));
    return {};
}

} // namespace

ArchiveWriter::ArchiveWriter(
    ::archive* archive, std::filesystem::path target, std::filesystem::path temporary)
    : archive_(archive)
    , target_(std::move(target))
    , temporary_(std::move(temporary))
{
}

ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept
    : archive_(std::exchange(other.archive_, nullptr))
    , target_(std::move(other.target_))
    , temporary_(std::move(other.temporary_))
{
}

ArchiveWriter::~ArchiveWriter()
{
    if (archive_ == nullptr)
        return;
    archive_write_free(archive_);
    unlink(temporary_.c_str());
}

Result<ArchiveWriter> ArchiveWriter::create(std::filesystem::path const& target)
{
    auto temporary = target;
    temporary += ".part";
    ArchiveWriter writer(archive_write_new(), target, temporary);
    archive_write_set_format_pax_restricted(writer.archive_);
    if (target.extension() == ".zst")
        archive_write_add_filter_zstd(writer.archive_);
    else
        archive_write_add_filter_gzip(writer.archive_);
    // It holds the newsroom's drafts: nobody else may read it.
    int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return system_error(fmt::format("cannot create {}", temporary.string()), errno);
    close(fd);
    if (archive_write_open_filename(writer.archive_, temporary.c_str()) != ARCHIVE_OK)
        return archive_error(writer.archive_, fmt::format("cannot write {}", temporary.string()));
    return writer;
}

Result<void> ArchiveWriter::add_text(std::string_view name, std::string_view content)
{
    TRY(write_head(archive_, name, content.size()));
    if (archive_write_data(archive_, content.data(), content.size())
        != static_cast<la_ssize_t>(content.size()))
        return archive_error(archive_, fmt::format("cannot add {}", name));
    return {};
}

Result<void> ArchiveWriter::add_file(std::string_view name, std::filesystem::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    std::error_code failed;
    auto size = std::filesystem::file_size(path, failed);
    if (!in || failed)
        return io_error(fmt::format("cannot read {}", path.string()));
    TRY(write_head(archive_, name, size));
    std::string buffer(copy_bytes, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        if (archive_write_data(archive_, buffer.data(), static_cast<std::size_t>(in.gcount())) < 0)
            return archive_error(archive_, fmt::format("cannot add {}", name));
    }
    return {};
}

Result<void> ArchiveWriter::add_folder(std::string_view name, std::filesystem::path const& folder)
{
    std::error_code failed;
    if (!std::filesystem::exists(folder, failed))
        return {};
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
        // Files under a temporary name are being written right now; they belong to what comes after this
        // backup.
        if (!entry.is_regular_file() || entry.path().extension() == ".tmp")
            continue;
        auto relative = entry.path().lexically_relative(folder);
        TRY(add_file(fmt::format("{}/{}", name, relative.generic_string()), entry.path()));
    }
    if (failed)
        return io_error(fmt::format("cannot read the folder {}: {}", folder.string(), failed.message()));
    return {};
}

Result<void> ArchiveWriter::finish()
{
    if (archive_write_close(archive_) != ARCHIVE_OK)
        return archive_error(archive_, fmt::format("cannot finish {}", temporary_.string()));
    archive_write_free(std::exchange(archive_, nullptr));
    int fd = open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    if (!synced || rename(temporary_.c_str(), target_.c_str()) != 0)
        return system_error(fmt::format("cannot put {} in place", target_.string()), errno);
    return {};
}

Result<void> unpack_archive(
    std::filesystem::path const& path, std::filesystem::path const& folder, std::uint64_t most_bytes)
{
    std::unique_ptr<::archive, FreeReader> reader(archive_read_new());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_filename(reader.get(), path.c_str(), copy_bytes) != ARCHIVE_OK)
        return archive_error(reader.get(), fmt::format("cannot open {}", path.string()));
    archive_entry* entry = nullptr;
    for (;;) {
        int status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF)
            return {};
        if (status != ARCHIVE_OK)
            return archive_error(reader.get(), fmt::format("{} is damaged", path.string()));
        TRY(unpack_entry(reader.get(), entry, folder, most_bytes));
    }
}

} // namespace broadsheet::cli
