#include "cli/archive.h"

#include "base/file.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <unistd.h>
#include <utility>

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

Result<void> write_head(::archive* archive, std::string_view name, std::uint64_t size, unsigned permissions)
{
    Entry entry(archive_entry_new());
    archive_entry_set_pathname_utf8(entry.get(), std::string(name).c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), permissions);
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
    std::error_code failed; // which the file then tells
    std::filesystem::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary);
    std::string buffer(copy_bytes, '\0');
    for (;;) {
        auto got = archive_read_data(reader, buffer.data(), buffer.size());
        if (got < 0)
            return archive_error(reader, fmt::format("the archive is damaged or cut short in {}", name));
        if (got == 0)
            break;
        if (static_cast<std::uint64_t>(got) > bytes_left)
            return limit_reached(
                fmt::format("the archive unpacks to more than {} has room for", folder.string()));
        bytes_left -= static_cast<std::uint64_t>(got);
        if (!out.write(buffer.data(), got))
            break;
    }
    out.close();
    if (!out)
        return io_error(fmt::format("cannot write {}", path.string()));
    return {};
}

} // namespace

ArchiveWriter::ArchiveWriter(
    ::archive* archive, FileDescriptor file, std::filesystem::path unfinished, unsigned permissions)
    : archive_(archive)
    , file_(std::move(file))
    , unfinished_(std::move(unfinished))
    , permissions_(permissions)
{
}

ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept
    : archive_(std::exchange(other.archive_, nullptr))
    , file_(std::move(other.file_))
    , unfinished_(std::exchange(other.unfinished_, {}))
    , permissions_(other.permissions_)
{
}

ArchiveWriter::~ArchiveWriter()
{
    if (archive_ != nullptr)
        archive_write_free(archive_);
    if (!unfinished_.empty())
        unlink(unfinished_.c_str());
}

Result<ArchiveWriter> ArchiveWriter::create(
    std::filesystem::path const& unfinished, Compression compression, MayRead may_read)
{
    // A backup holds the newsroom's drafts: nobody else may read it.
    unsigned const permissions = may_read == MayRead::owner ? 0600 : 0644;
    FileDescriptor file(open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions));
    if (!file)
        return system_error(fmt::format("cannot create {}", unfinished.string()), errno);
    ArchiveWriter writer(archive_write_new(), std::move(file), unfinished, permissions);
    archive_write_set_format_pax_restricted(writer.archive_);
    int status = compression == Compression::none ? archive_write_add_filter_none(writer.archive_)
        : compression == Compression::zstd        ? archive_write_add_filter_zstd(writer.archive_)
                                                  : archive_write_add_filter_gzip(writer.archive_);
    if (status != ARCHIVE_OK || archive_write_open_fd(writer.archive_, writer.file_.get()) != ARCHIVE_OK)
        return archive_error(writer.archive_, fmt::format("cannot write {}", unfinished.string()));
    return writer;
}

Result<void> ArchiveWriter::add_file(std::string_view name, std::filesystem::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    std::error_code failed;
    auto left = std::filesystem::file_size(path, failed);
    if (failed == std::errc::no_such_file_or_directory)
        return not_found(fmt::format("{} is not there", path.string()));
    if (!in || failed)
        return io_error(fmt::format("cannot read {}", path.string()));
    TRY(write_head(archive_, name, left, permissions_));
    std::string buffer(copy_bytes, '\0');
    // The archive tells the size ahead: what is appended meanwhile belongs to the next one.
    while (left > 0) {
        in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, buffer.size())));
        auto got = in.gcount();
        if (in.bad() || got == 0)
            return io_error(fmt::format(
                "cannot read {}: {}", path.string(), in.bad() ? "the disk fails" : "it became shorter"));
        if (archive_write_data(archive_, buffer.data(), static_cast<std::size_t>(got)) != got)
            return archive_error(archive_, fmt::format("cannot add {}", name));
        left -= static_cast<std::uintmax_t>(got);
    }
    return {};
}

Result<std::size_t> ArchiveWriter::add_folder(std::string_view name, std::filesystem::path const& folder)
{
    std::size_t vanished = 0;
    auto const add = [&](std::filesystem::path const& path) -> Result<void> {
        // What is being written right now belongs to what comes after this backup.
        if (is_unfinished(path))
            return {};
        auto added
            = add_file(fmt::format("{}/{}", name, path.lexically_relative(folder).generic_string()), path);
        if (added.ok() || added.error().code != ErrorCode::not_found)
            return added;
        ++vanished;
        return {};
    };
    TRY(for_each_file(folder, add));
    return vanished;
}

Result<void> ArchiveWriter::finish(std::filesystem::path const& target)
{
    if (archive_write_close(archive_) != ARCHIVE_OK)
        return archive_error(archive_, fmt::format("cannot finish {}", unfinished_.string()));
    TRY(put_in_place(unfinished_, target));
    unfinished_.clear();
    return {};
}

Result<void> unpack_archive(
    std::filesystem::path const& path, std::filesystem::path const& folder, std::uint64_t most_bytes)
{
    std::unique_ptr<::archive, FreeReader> reader(archive_read_new());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    if (FileDescriptor const file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); !file)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    if (archive_read_open_filename(reader.get(), path.c_str(), copy_bytes) != ARCHIVE_OK)
        return archive_error(
            reader.get(), fmt::format("{} is damaged, cut short or no backup", path.string()));
    archive_entry* entry = nullptr;
    for (;;) {
        int status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF)
            return {};
        if (status != ARCHIVE_OK)
            return archive_error(reader.get(), fmt::format("{} is damaged or cut short", path.string()));
        TRY(unpack_entry(reader.get(), entry, folder, most_bytes));
    }
}

} // namespace broadsheet::cli
