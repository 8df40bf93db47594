#include "cli/output_file.h"

#include "base/whole_number.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::cli {

namespace fs = std::filesystem;

namespace {

constexpr char const* name_in_folder = "whole";

// Returns the number of an open file of this process, which "/dev/fd/3" and "/dev/stdout" are names of.
// Opened by name, a file would be written from its beginning once more, and `>> file` would destroy it.
std::optional<int> open_number(fs::path const& said)
{
    auto const text = said.string();
    if (text == "-" || text == "/dev/stdout")
        return STDOUT_FILENO;
    if (text == "/dev/stderr")
        return STDERR_FILENO;
    for (std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!text.starts_with(folder))
            continue;
        constexpr int most = 1'000'000;
        auto const number = whole_number(std::string_view(text).substr(folder.size()));
        if (number && *number >= 0 && *number < most)
            return static_cast<int>(*number);
    }
    return {};
}

// Returns the file that a link leads to, and any other name as it is.
Result<fs::path> behind_links(fs::path const& said)
{
    std::error_code failed;
    if (!fs::is_symlink(said, failed))
        return said;
    auto file = fs::canonical(said, failed);
    if (failed)
        return io_error(
            fmt::format("{} is a link that leads nowhere: remove it, or name another file", said.string()));
    return file;
}

Result<void> check_folder(fs::path const& file)
{
    std::error_code failed;
    auto const folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (fs::is_directory(folder, failed))
        return {};
    return not_found(fmt::format("there is no folder {}; make it first", folder.string()));
}

} // namespace

Result<OutputFile> OutputFile::to_stream(FileDescriptor stream, std::string name)
{
    if (!stream)
        return system_error(fmt::format("cannot write to {}", name), errno);
    OutputFile output;
    output.name_ = std::move(name);
    output.stream_ = std::move(stream);
    return output;
}

Result<OutputFile> OutputFile::open(fs::path const& said, Overwrite overwrite)
{
    auto name = said == "-" ? std::string("standard output") : said.string();
    if (auto const number = open_number(said))
        return to_stream(FileDescriptor(::fcntl(*number, F_DUPFD_CLOEXEC, 0)), std::move(name));
    auto const file = TRY(behind_links(said));
    struct stat status { };
    bool const is_there = ::stat(file.c_str(), &status) == 0;
    if (is_there && S_ISDIR(status.st_mode))
        return Error{ErrorCode::conflict, fmt::format("{} is a folder: name a file in it", name)};
    if (is_there && !S_ISREG(status.st_mode))
        return to_stream(FileDescriptor(::open(file.c_str(), O_WRONLY | O_CLOEXEC)), std::move(name));
    if (is_there && overwrite == Overwrite::no)
        return Error{ErrorCode::conflict,
            fmt::format("{} is there already: name another file, or replace it with --force", name)};
    TRY(check_folder(file));
    OutputFile output;
    output.name_ = std::move(name);
    output.file_ = file;
    return output;
}

fs::path OutputFile::place(WorkingFolder const& working) const
{
    return is_stream() ? working.path() / name_in_folder : file_;
}

Result<void> OutputFile::deliver(WorkingFolder const& working) const
{
    if (!is_stream())
        return {};
    return read_in_pieces(
        place(working), [&](std::string_view piece) { return write_all(stream_.get(), piece, name_); });
}

Result<void> OutputFile::write(std::function<Result<void>(PieceVisitor const&)> const& produce) const
{
    if (is_stream())
        return produce([&](std::string_view piece) { return write_all(stream_.get(), piece, name_); });
    return write_file_atomically(file_, produce);
}

Result<void> OutputFile::write(std::string_view content) const
{
    return write([&](PieceVisitor const& write) { return write(content); });
}

} // namespace broadsheet::cli
