#include "mirror/staged_files.h"

#include "base/file.h"
#include "base/held_signals.h"
#include "mirror/log/manifest.h"
#include "mirror/log/numbers.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::mirror {

namespace {

constexpr std::uint64_t files_a_folder = 1000;
constexpr char const* open_journal = "staging";

struct JournalLine {
    unsigned phase = 0;
    std::uint64_t number = 0;
    std::string_view name;
};

// A folder that was copied from a host may have a journal that somebody else has written: nothing of it is
// put outside the folder.
Result<JournalLine> parse(std::string_view line)
{
    Fields fields(line, ' ');
    auto const phase = plain_number(fields.take());
    auto const number = plain_number(fields.take());
    auto const name = fields.take_rest();
    if (!phase || *phase > static_cast<unsigned>(Phase::head) || !number || !is_file_name(name))
        return invalid(
            fmt::format("the journal of what is staged has a line that no build has written, \"{}\": "
                        "delete {} and {}, and build again",
                line, StagedFiles::folder_name, StagedFiles::waiting_name));
    return JournalLine{static_cast<unsigned>(*phase), *number, name};
}

// Writes a file by `fill(descriptor)`.
template <typename Fill>
Result<void> write_new_file(
    int folder, std::string const& name, std::optional<std::time_t> time, Fill const& fill)
{
    FileDescriptor file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file)
        return system_error(fmt::format("cannot create {}/{}", StagedFiles::folder_name, name), errno);
    TRY(fill(file.get()));
    if (time) {
        timespec const times[]{{*time, 0}, {*time, 0}};
        ::futimens(file.get(), times);
    }
    // Some file systems say only here that there is no room.
    if (::close(file.release()) != 0)
        return system_error(fmt::format("cannot write {}/{}", StagedFiles::folder_name, name), errno);
    return {};
}

Result<void> copy_content(std::filesystem::path const& source, int target)
{
    FileDescriptor const file(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (file && ::ioctl(target, FICLONE, file.get()) == 0)
        return {};
    return read_in_pieces(
        source, [&](std::string_view piece) { return write_all(target, piece, source.string()); });
}

std::string folder_of(std::string const& name)
{
    auto const end = name.rfind('/');
    return end == name.npos ? "." : name.substr(0, end);
}

void make_folders_of(int root, std::string const& name, std::time_t time)
{
    auto const parent = folder_of(name);
    if (parent == ".")
        return;
    bool is_made = ::mkdirat(root, parent.c_str(), 0777) == 0;
    if (!is_made && errno == ENOENT) {
        make_folders_of(root, parent, time);
        is_made = ::mkdirat(root, parent.c_str(), 0777) == 0;
    }
    if (is_made)
        date_file(root, folder_of(parent), time);
}

// Gives the staged file its name; one that is not there any more has it already.
Result<void> place(
    int staged_folder, std::string const& staged, int root, std::string const& name, std::time_t time)
{
    if (::renameat(staged_folder, staged.c_str(), root, name.c_str()) != 0) {
        make_folders_of(root, name, time);
        if (::renameat(staged_folder, staged.c_str(), root, name.c_str()) != 0) {
            auto const error = errno;
            if (error != ENOENT || ::faccessat(staged_folder, staged.c_str(), F_OK, 0) == 0)
                return system_error(fmt::format("cannot put {} in place", name), error);
        }
    }
    date_file(root, folder_of(name), time);
    return {};
}

Result<FileDescriptor> open_folder(std::filesystem::path const& path)
{
    FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    return folder;
}

// Returns the name of a staged file within the folder of them.
std::string staged_name(std::uint64_t number)
{
    return fmt::format("{}/{}", number / files_a_folder, number % files_a_folder);
}

} // namespace

Phase phase_in_log(std::string_view name)
{
    if (name.starts_with("tile/"))
        return Phase::tiles;
    return name.starts_with("manifest/") ? Phase::manifest : Phase::head;
}

void date_file(int folder, std::string const& name, std::time_t time)
{
    timespec const times[]{{time, 0}, {time, 0}};
    ::utimensat(folder, name.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

Result<void> sync_file_system(std::filesystem::path const& folder)
{
    auto const descriptor = TRY(open_folder(folder));
    if (::syncfs(descriptor.get()) != 0)
        return system_error(fmt::format("cannot write {} to the disk", folder.string()), errno);
    return {};
}

bool StagedFiles::were_cut_off(std::filesystem::path const& root)
{
    std::error_code failed;
    return std::filesystem::exists(root / folder_name / whole_journal, failed);
}

StagedFiles::StagedFiles(std::filesystem::path root)
    : root_(std::move(root))
    , folder_(root_ / folder_name)
{
}

Result<StagedFiles> StagedFiles::open(std::filesystem::path root)
{
    StagedFiles staged(std::move(root));
    std::error_code failed;
    if (std::filesystem::exists(staged.folder_ / whole_journal, failed))
        TRY(staged.apply());
    TRY(staged.forget());
    return staged;
}

Result<void> StagedFiles::forget()
{
    journal_.close();
    count_ = folders_ = 0;
    numbers_ = {};
    std::error_code failed;
    // The journal goes first: without it, what is left is only garbage.
    std::filesystem::remove(folder_ / whole_journal, failed);
    std::filesystem::remove_all(folder_, failed);
    if (failed)
        return io_error(fmt::format("cannot delete {}: {}", folder_.string(), failed.message()));
    return {};
}

// Makes room for the next files, in a folder of their own.
Result<void> StagedFiles::begin_folder(std::uint64_t folder)
{
    std::error_code failed;
    std::filesystem::create_directories(folder_ / std::to_string(folder), failed);
    if (failed)
        return io_error(fmt::format("cannot write into {}", folder_.string()));
    if (!journal_.is_open()) {
        journal_.open(folder_ / open_journal);
        descriptor_ = TRY(open_folder(folder_));
    }
    return {};
}

// Writes the file into the journal and returns where its content goes, within the folder.
Result<std::string> StagedFiles::next(std::string_view name, Phase phase, std::uint64_t bytes)
{
    std::scoped_lock lock(*mutex_);
    auto& next_number = numbers_[count_++ % numbers_.size()];
    if (next_number % files_a_folder == 0) {
        TRY(begin_folder(folders_));
        next_number = folders_++ * files_a_folder;
    }
    auto const number = next_number++;
    bytes_ += bytes;
    if (!(journal_ << static_cast<unsigned>(phase) << ' ' << number << ' ' << name << '\n'))
        return io_error(fmt::format("cannot write into {}", folder_.string()));
    return staged_name(number);
}

Result<void> StagedFiles::put(std::string_view name, std::string_view content, Phase phase)
{
    auto const staged = TRY(next(name, phase, content.size()));
    return write_new_file(
        descriptor_.get(), staged, time_, [&](int file) { return write_all(file, content, staged); });
}

Result<std::filesystem::path> StagedFiles::put_file(
    std::string_view name, std::filesystem::path const& source, Phase phase)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(source, failed);
    if (failed)
        return not_found(fmt::format("there is no {}", source.string()));
    auto const staged = TRY(next(name, phase, size));
    TRY(write_new_file(
        descriptor_.get(), staged, time_, [&](int file) { return copy_content(source, file); }));
    return folder_ / staged;
}

Result<void> StagedFiles::put_link(std::string_view name, std::filesystem::path const& source, Phase phase)
{
    std::error_code failed;
    auto const staged = TRY(next(name, phase, std::filesystem::file_size(source, failed)));
    std::filesystem::create_hard_link(source, folder_ / staged, failed);
    if (failed)
        std::filesystem::copy_file(source, folder_ / staged, failed);
    if (failed)
        return io_error(fmt::format("cannot copy {}: {}", source.string(), failed.message()));
    if (time_)
        date_file(descriptor_.get(), staged, *time_);
    return {};
}

Result<void> StagedFiles::close_journal()
{
    journal_.close();
    if (!journal_)
        return io_error(fmt::format("cannot write {}", (folder_ / open_journal).string()));
    if (time_) // whoever has to end what was cut off finds it here
        date_file(descriptor_.get(), open_journal, *time_);
    return sync_file_system(folder_);
}

Result<void> StagedFiles::set_aside()
{
    if (count_ == 0)
        TRY(begin_folder(0));
    TRY(close_journal());
    forget_set_aside(root_);
    std::error_code failed;
    std::filesystem::rename(folder_, root_ / waiting_name, failed);
    if (failed)
        return io_error(fmt::format("cannot rename {}: {}", folder_.string(), failed.message()));
    TRY(sync_file_system(root_));
    return forget();
}

bool StagedFiles::has_set_aside(std::filesystem::path const& root)
{
    std::error_code failed;
    return std::filesystem::exists(root / waiting_name / open_journal, failed);
}

Result<void> StagedFiles::for_each_set_aside(std::filesystem::path const& root, Visitor const& visit)
{
    auto const folder = root / waiting_name;
    std::ifstream journal(folder / open_journal);
    std::string text;
    while (std::getline(journal, text)) {
        auto const line = TRY(parse(text));
        TRY(visit(line.name, static_cast<Phase>(line.phase), folder / staged_name(line.number)));
    }
    if (journal.bad())
        return io_error(fmt::format("cannot read {}", (folder / open_journal).string()));
    return {};
}

// As links: nobody but the folder's own builds has them.
Result<void> StagedFiles::put_set_aside()
{
    return for_each_set_aside(
        root_, [&](std::string_view name, Phase phase, std::filesystem::path const& file) -> Result<void> {
            return put_link(name, file, phase);
        });
}

// Without its journal, what is left is only garbage.
void StagedFiles::forget_set_aside(std::filesystem::path const& root)
{
    std::error_code ignored;
    std::filesystem::remove(root / waiting_name / open_journal, ignored);
    std::filesystem::remove_all(root / waiting_name, ignored);
}

Result<void> StagedFiles::commit()
{
    if (count_ == 0)
        return {};
    TRY(close_journal());
    HeldSignals const held; // whoever is impatient leaves no folder between two editions
    TRY(put_in_place(folder_ / open_journal, folder_ / whole_journal));
    TRY(apply());
    TRY(sync_file_system(root_));
    return forget();
}

Result<void> StagedFiles::apply() const
{
    auto const staged = TRY(open_folder(folder_));
    auto const root = TRY(open_folder(root_));
    struct stat status { };
    if (::fstatat(staged.get(), whole_journal.data(), &status, 0) != 0)
        return system_error(fmt::format("cannot read {}", (folder_ / whole_journal).string()), errno);
    for (auto const phase : {Phase::content, Phase::tiles, Phase::manifest, Phase::head}) {
        std::ifstream journal(folder_ / whole_journal);
        std::string text;
        while (std::getline(journal, text)) {
            auto const line = TRY(parse(text));
            if (line.phase == static_cast<unsigned>(phase))
                TRY(place(staged.get(), staged_name(line.number), root.get(), std::string(line.name),
                    status.st_mtim.tv_sec));
        }
        if (journal.bad())
            return io_error(fmt::format("cannot read {}", (folder_ / whole_journal).string()));
    }
    return {};
}

} // namespace broadsheet::mirror
