#include "cli/archive.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/utf8.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <locale.h>
#include <memory>
#include <unistd.h>
#include <utility>

namespace broadsheet::cli {

namespace {

constexpr std::size_t copy_bytes = 1 << 20;
constexpr std::string_view readme_name = "README.txt";
constexpr std::string_view hashes_name = "SHA256SUMS";

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

// libarchive takes names through the locale of its thread, and in "C" ends the program at what is not ASCII.
class Utf8Names {
public:
    Utf8Names()
    {
        static locale_t const utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        former_ = uselocale(utf8);
    }
    ~Utf8Names() { uselocale(former_); }
    Utf8Names(Utf8Names const&) = delete;
    Utf8Names& operator=(Utf8Names const&) = delete;

private:
    locale_t former_;
};

Result<void> write_head(::archive* archive, std::string_view name, std::uint64_t size, unsigned permissions)
{
    if (!is_valid_utf8(name))
        return invalid(fmt::format("cannot add {}: its name is not UTF-8; rename it", name));
    Utf8Names const utf8;
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

// A line as `sha256sum` writes it, which escapes what would end the line.
std::string hash_line(Sha256& hash, std::string_view name)
{
    std::string escaped;
    for (char const c : name)
        if (c == '\\')
            escaped += "\\\\";
        else if (c == '\n')
            escaped += "\\n";
        else if (c == '\r')
            escaped += "\\r";
        else
            escaped += c;
    return fmt::format(
        "{}{}  {}\n", escaped.size() == name.size() ? "" : "\\", to_hex(hash.digest()), escaped);
}

// Returns the name in the line that has this place.
std::string_view name_at(std::string_view lines, std::size_t place)
{
    auto const begin = place == 0 ? 0 : lines.rfind('\n', place - 1) + 1;
    auto const line = lines.substr(begin, lines.find('\n', begin) - begin);
    auto const name = line.find("  ");
    return name == line.npos ? hashes_name : line.substr(name + 2);
}

// One run of unpack_archive().
class Unpacking {
public:
    Unpacking(
        std::filesystem::path const& path, std::filesystem::path const& folder, std::uint64_t most_bytes)
        : path_(path)
        , folder_(folder)
        , bytes_left_(most_bytes)
        , reader_(archive_read_new())
    {
    }

    Result<Wholeness> run();

private:
    Result<void> open_archive();
    Result<void> unpack(archive_entry*);
    Result<void> unpack_file(std::string const& name);
    Result<void> read_data(std::string const& name, PieceVisitor const& visit);
    Result<void> compare_hashes();

    std::filesystem::path const& path_;
    std::filesystem::path const& folder_;
    std::uint64_t bytes_left_;
    std::unique_ptr<::archive, FreeReader> reader_;
    std::string hashes_; // of what was read so far, as SHA256SUMS has to have them
    bool is_provable_ = false;
    bool is_proven_ = false;
};

Result<void> Unpacking::open_archive()
{
    archive_read_support_filter_zstd(reader_.get());
    archive_read_support_filter_gzip(reader_.get());
    archive_read_support_format_tar(reader_.get());
    // Else what is compressed is read no further than to the tar's own end, and not that it is whole.
    archive_read_set_options(reader_.get(), "read_concatenated_archives");
    if (FileDescriptor const file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); !file)
        return system_error(fmt::format("cannot open {}", path_.string()), errno);
    if (archive_read_open_filename(reader_.get(), path_.c_str(), copy_bytes) != ARCHIVE_OK)
        return archive_error(
            reader_.get(), fmt::format("{} is damaged, cut short or no backup", path_.string()));
    return {};
}

Result<Wholeness> Unpacking::run()
{
    TRY(open_archive());
    Utf8Names const utf8;
    for (;;) {
        archive_entry* entry = nullptr;
        int const status = archive_read_next_header(reader_.get(), &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status != ARCHIVE_OK)
            return archive_error(reader_.get(), fmt::format("{} is damaged or cut short", path_.string()));
        if (is_proven_)
            return invalid(fmt::format("{} is damaged: it goes on after {}", path_.string(), hashes_name));
        TRY(unpack(entry));
    }
    if (is_provable_ && !is_proven_)
        return invalid(
            fmt::format("{} is cut short: {}, its last entry, is missing", path_.string(), hashes_name));
    return is_proven_ ? Wholeness::proven : Wholeness::unknown;
}

Result<void> Unpacking::unpack(archive_entry* entry)
{
    char const* raw_name = archive_entry_pathname_utf8(entry);
    std::string const name = raw_name != nullptr ? raw_name : "";
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return {};
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr
        || !is_safe_name(name))
        return invalid(
            fmt::format("the archive holds \"{}\", which is not a plain file below its own folder", name));
    if (name == hashes_name)
        return compare_hashes();
    if (name != readme_name || !hashes_.empty())
        return unpack_file(name);
    is_provable_ = true;
    return read_data(name, [](std::string_view) { return Result<void>(); });
}

Result<void> Unpacking::unpack_file(std::string const& name)
{
    auto const path = folder_ / name;
    std::error_code failed; // which the file then tells
    std::filesystem::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary);
    auto const cannot_write = [&] { return io_error(fmt::format("cannot write {}", path.string())); };
    TRY(read_data(name, [&](std::string_view piece) -> Result<void> {
        if (!out.write(piece.data(), static_cast<std::streamsize>(piece.size())))
            return cannot_write();
        return {};
    }));
    out.close();
    return out ? Result<void>() : cannot_write();
}

Result<void> Unpacking::read_data(std::string const& name, PieceVisitor const& visit)
{
    std::string buffer(copy_bytes, '\0');
    Sha256 hash;
    for (;;) {
        auto const got = archive_read_data(reader_.get(), buffer.data(), buffer.size());
        if (got < 0)
            return archive_error(
                reader_.get(), fmt::format("the archive is damaged or cut short in {}", name));
        if (got == 0)
            break;
        auto const piece = std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
        if (piece.size() > bytes_left_)
            return limit_reached(
                fmt::format("the archive unpacks to more than {} has room for", folder_.string()));
        bytes_left_ -= piece.size();
        hash.add(piece);
        TRY(visit(piece));
    }
    hashes_ += hash_line(hash, name);
    return {};
}

Result<void> Unpacking::compare_hashes()
{
    auto const found = std::move(hashes_);
    std::string written;
    TRY(read_data(std::string(hashes_name), [&](std::string_view piece) -> Result<void> {
        // A little more tells that an entry is missing, and which.
        written += piece.substr(0, found.size() + copy_bytes - written.size());
        return {};
    }));
    is_proven_ = written == found;
    if (is_proven_)
        return {};
    auto const differs
        = static_cast<std::size_t>(std::ranges::mismatch(written, found).in1 - written.begin());
    return invalid(fmt::format("{} is damaged: {} in it is not as it was written", path_.string(),
        name_at(differs < written.size() ? written : found, differs)));
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
    , hashes_(std::move(other.hashes_))
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

Result<void> ArchiveWriter::make_provable(std::string_view readme)
{
    hashes_.emplace();
    return add_text(readme_name, readme);
}

Result<void> ArchiveWriter::write_data(std::string_view name, std::string_view piece)
{
    if (archive_write_data(archive_, piece.data(), piece.size()) != static_cast<la_ssize_t>(piece.size()))
        return archive_error(archive_, fmt::format("cannot add {}", name));
    return {};
}

Result<void> ArchiveWriter::add_text(std::string_view name, std::string_view text)
{
    TRY(write_head(archive_, name, text.size(), permissions_));
    TRY(write_data(name, text));
    Sha256 hash;
    hash.add(text);
    if (hashes_)
        *hashes_ += hash_line(hash, name);
    return {};
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
    Sha256 hash;
    // The archive tells the size ahead: what is appended meanwhile belongs to the next one.
    while (left > 0) {
        in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, buffer.size())));
        auto got = in.gcount();
        if (in.bad() || got == 0)
            return io_error(fmt::format(
                "cannot read {}: {}", path.string(), in.bad() ? "the disk fails" : "it became shorter"));
        auto const piece = std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
        TRY(write_data(name, piece));
        if (hashes_)
            hash.add(piece);
        left -= piece.size();
    }
    if (hashes_)
        *hashes_ += hash_line(hash, name);
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
    if (hashes_)
        TRY(add_text(hashes_name, std::string(*hashes_)));
    if (archive_write_close(archive_) != ARCHIVE_OK)
        return archive_error(archive_, fmt::format("cannot finish {}", unfinished_.string()));
    TRY(put_in_place(unfinished_, target));
    unfinished_.clear();
    return {};
}

Result<Wholeness> unpack_archive(
    std::filesystem::path const& path, std::filesystem::path const& folder, std::uint64_t most_bytes)
{
    return Unpacking(path, folder, most_bytes).run();
}

} // namespace broadsheet::cli
