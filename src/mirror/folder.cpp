#include "mirror/folder.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/built_files.h"
#include "mirror/line_sorter.h"
#include "mirror/log/manifest.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::mirror {

namespace {

constexpr char const* list_name = ".broadsheet-mirror";
constexpr char const* building_name = ".broadsheet-building"; // there while a build runs, or was killed
constexpr char const* gone_name = ".broadsheet-gone"; // the edition it comes with, and files it has no more
constexpr std::string_view header_start = "A mirror made by Broadsheet, of: ";
constexpr std::size_t compare_limit = 64u << 20;

bool has_content(std::filesystem::path const& path, std::string_view content)
{
    auto there = read_file(path, compare_limit);
    return there.ok() && *there == content;
}

// The two are of one size.
Result<bool> have_same_content(std::filesystem::path const& path, std::filesystem::path const& source)
{
    std::ifstream in(path, std::ios::binary);
    bool is_same = true;
    std::string there;
    TRY(read_in_pieces(source, [&](std::string_view piece) -> Result<void> {
        there.resize(piece.size());
        in.read(there.data(), static_cast<std::streamsize>(there.size()));
        is_same = is_same && in && there == piece;
        return {};
    }));
    return is_same;
}

// Earlier programs left the clock's time on files; a build's own has whole seconds.
bool is_of_the_clock(struct stat const& status)
{
    return status.st_mtim.tv_nsec != 0;
}

// Returns the time of a build in the slot, which is no former build's.
std::optional<std::time_t> time_of_build(std::filesystem::path const& root, std::time_t slot)
{
    auto time = slot;
    for (auto const* name : {"log/latest", BuiltFiles::file_name}) {
        struct stat status { };
        if (::stat((root / name).c_str(), &status) == 0 && !is_of_the_clock(status))
            time = std::max(time, status.st_mtim.tv_sec + 1);
    }
    return time == 0 ? std::nullopt : std::optional(time);
}

bool stays_inside(std::filesystem::path const& name)
{
    return !name.empty() && name.is_relative() && std::ranges::count(name, "..") == 0;
}

// Whether there is nothing in a folder but what a first fetch() brings along.
bool is_free(std::filesystem::path const& root)
{
    std::error_code failed;
    return std::ranges::all_of(std::filesystem::directory_iterator(root, failed), [](auto const& entry) {
        auto const name = entry.path().filename().string();
        return name == Folder::fetched_name || name == FolderLock::file_name
            || (name.starts_with(list_name) && is_unfinished(entry.path()));
    });
}

std::string header_for(std::string_view log)
{
    return fmt::format("{}{}", header_start, log);
}

std::string first_line(std::filesystem::path const& file)
{
    std::ifstream lines(file);
    std::string line;
    std::getline(lines, line);
    return line;
}

// Checks that the list in a folder is of this newspaper's mirror. Earlier programs wrote the title into it,
// which changes; the log that lies there does not.
Result<void> check_header(std::filesystem::path const& list, std::string_view header)
{
    auto const line = first_line(list);
    auto const log = header.substr(header_start.size());
    if (line == header || first_line(list.parent_path() / "log/checkpoint") == log)
        return {};
    auto const whose = line.starts_with(header_start) ? line.substr(header_start.size()) : "nobody we know";
    return Error{ErrorCode::conflict,
        fmt::format("{0} holds the mirror of \"{1}\", not of \"{2}\": name another folder. If it is this "
                    "newspaper's, its log was lost, or comes from a backup: copy {0}/log to DATA/log, once "
                    "`broadsheet verify` says it is good, and put the key back that belongs to it",
            list.parent_path().string(), whose, log)};
}

} // namespace

Result<std::string> file_name_of(std::string_view path)
{
    auto decoded = TRY(percent_decode(path));
    if (decoded.ends_with('/'))
        decoded += "index.html";
    if (!decoded.starts_with('/') || !is_file_name(decoded.substr(1)) || decoded.starts_with("/.broadsheet-"))
        return invalid(fmt::format("\"{}\" is no path of a page", path));
    return decoded.substr(1);
}

Folder::Folder(std::filesystem::path root, std::string header, FolderLock lock, StagedFiles staged)
    : root_(std::move(root))
    , header_(std::move(header))
    , lock_(std::move(lock))
    , staged_(std::move(staged))
{
}

Folder::Folder(Folder&& other) noexcept
    : root_(std::move(other.root_))
    , header_(std::move(other.header_))
    , lock_(std::move(other.lock_))
    , descriptor_(std::move(other.descriptor_))
    , is_new_(other.is_new_)
    , time_(other.time_)
    , staged_(std::move(other.staged_))
    , list_(std::move(other.list_))
    , listed_(std::move(other.listed_))
{
}

Result<void> Folder::check_is_mirror(std::filesystem::path const& root)
{
    std::error_code failed;
    if (std::filesystem::exists(root / list_name, failed))
        return {};
    return not_found(fmt::format(
        "{} holds no mirror: make one with `broadsheet mirror build --to FOLDER`", root.string()));
}

Result<void> Folder::check_is_free(std::filesystem::path const& root)
{
    std::error_code failed;
    if (std::filesystem::exists(root / list_name, failed) || is_free(root))
        return {};
    return Error{ErrorCode::conflict,
        fmt::format("{} holds files that are not a mirror's (there is no {} in it); name an empty or a "
                    "new folder",
            root.string(), list_name)};
}

Result<void> Folder::check_is_of(std::filesystem::path const& root, std::string_view log)
{
    return check_header(root / list_name, header_for(log));
}

Result<FolderLock> Folder::take(std::filesystem::path const& root)
{
    std::error_code failed;
    std::filesystem::create_directories(root, failed);
    if (!std::filesystem::is_directory(root, failed))
        return io_error(fmt::format("cannot make the folder {}", root.string()));
    TRY(check_is_free(root)); // before a lock lies in somebody's folder
    return FolderLock::take(root);
}

Result<Folder> Folder::open(std::filesystem::path root, std::string_view log, std::time_t slot)
{
    auto lock = TRY(take(root));
    return open(std::move(root), log, slot, std::move(lock));
}

Result<Folder> Folder::open(
    std::filesystem::path root, std::string_view log, std::time_t slot, FolderLock lock)
{
    std::error_code failed;
    auto const list = root / list_name;
    bool const is_new = !std::filesystem::exists(list, failed);
    TRY(check_is_free(root));
    if (is_new)
        TRY(write_file_atomically(list, header_for(log) + '\n', Durability::cached));
    else
        TRY(check_is_of(root, log));
    auto const building = root / building_name;
    bool const was_killed = std::filesystem::exists(building, failed);
    TRY(write_file_atomically(building, "", Durability::cached));
    auto staged = TRY(StagedFiles::open(root));
    Folder folder(std::move(root), header_for(log), std::move(lock), std::move(staged));
    folder.descriptor_ = FileDescriptor(::open(folder.root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    folder.is_new_ = is_new;
    folder.time_ = time_of_build(folder.root_, slot);
    if (folder.time_)
        folder.staged_.set_time(*folder.time_);
    TRY(folder.read_list());
    if (was_killed)
        folder.remove_half_written();
    folder.list_.open(list, std::ios::app);
    TRY(folder.remove_gone());
    return folder;
}

// Deletes what a build that was killed had begun to write: "name.PROCESS.SERIAL.tmp", of a listed name, and
// the runs from which the list is sorted.
void Folder::remove_half_written() const
{
    constexpr std::string_view ending = ".tmp";
    std::error_code failed;
    for (auto entry = std::filesystem::recursive_directory_iterator(root_, failed);
         entry != std::filesystem::recursive_directory_iterator(); entry.increment(failed)) {
        auto name = entry->path().lexically_relative(root_).string();
        if (LineSorter::is_run_of(list_name, name))
            std::filesystem::remove(entry->path(), failed);
        if (!name.ends_with(ending))
            continue;
        name.resize(name.size() - ending.size());
        for (int number = 0; number < 2; ++number)
            name.resize(std::min(name.rfind('.'), name.size()));
        if (listed_.contains(name))
            std::filesystem::remove(entry->path(), failed);
    }
}

Result<void> Folder::read_list()
{
    auto const path = root_ / list_name;
    std::ifstream lines(path);
    std::string line;
    std::getline(lines, line); // the header
    while (std::getline(lines, line))
        listed_.insert(line);
    if (lines.bad())
        return io_error(fmt::format("cannot read {}", path.string()));
    return {};
}

// Writes the list anew, of what is sorted.
Result<void> Folder::write_list(LineSorter& names) const
{
    auto const list = root_ / list_name;
    auto const unfinished = root_ / fmt::format("{}.new", list_name);
    std::ofstream out(unfinished);
    out << header_ << '\n';
    TRY(names.write_to(out));
    out.close();
    if (!out)
        return system_error(fmt::format("cannot write {}", unfinished.string()), errno);
    return put_in_place(unfinished, list);
}

// Returns whether it is the first to put this file, which is in the list then.
Result<bool> Folder::claim(std::string const& name)
{
    std::lock_guard lock(mutex_);
    if (listed_.insert(name) && !(list_ << name << '\n'))
        return system_error(fmt::format("cannot write {}", (root_ / list_name).string()), errno);
    return listed_.mark(name);
}

// Returns what has this name already. Nobody else puts anything into a folder that was empty.
std::optional<struct stat> Folder::find(std::string const& name) const
{
    struct stat status { };
    if (is_new_ || ::fstatat(descriptor_.get(), name.c_str(), &status, 0) != 0)
        return {};
    return status;
}

void Folder::date_former(std::string const& name, struct stat const& status) const
{
    if (time_ && is_of_the_clock(status))
        date_file(descriptor_.get(), name, *time_);
}

void Folder::date() const
{
    if (!time_)
        return;
    // The next build counts on from the first. The others are nobody's but the builder's, and yet copied with
    // the folder.
    for (auto const* name : {BuiltFiles::file_name, list_name, FolderLock::file_name, "."})
        date_file(descriptor_.get(), name, *time_);
}

bool Folder::has(std::string const& name) const
{
    std::error_code failed;
    return std::filesystem::exists(root_ / name, failed);
}

Result<Written> Folder::put(std::string const& name, std::string_view content, Phase phase)
{
    if (!TRY(claim(name)))
        return Written::before;
    auto const there = find(name);
    if (there && static_cast<std::size_t>(there->st_size) == content.size()
        && has_content(root_ / name, content)) {
        date_former(name, *there);
        return Written::unchanged;
    }
    TRY(staged_.put(name, content, phase));
    return there ? Written::changed : Written::created;
}

Result<void> Folder::put_link(std::string const& name, std::filesystem::path const& source, Phase phase)
{
    return TRY(claim(name)) ? staged_.put_link(name, source, phase) : Result<void>();
}

Result<void> Folder::keep(std::string const& name)
{
    TRY(claim(name));
    return {};
}

Result<Written> Folder::put_file(
    std::string const& name, std::filesystem::path const& source, Likeness likeness)
{
    return TRY(put_copy(name, source, likeness)).written;
}

Result<Folder::Copied> Folder::put_copy(
    std::string const& name, std::filesystem::path const& source, Likeness likeness)
{
    if (!TRY(claim(name)))
        return Copied{Written::before, {}};
    struct stat given { };
    if (::stat(source.c_str(), &given) != 0)
        return not_found(fmt::format("there is no {}", source.string()));
    auto const there = find(name);
    // Earlier programs linked them; then whoever damages the one damages the other.
    bool const is_own = there && (there->st_dev != given.st_dev || there->st_ino != given.st_ino);
    bool is_same = there && there->st_size == given.st_size;
    if (is_same && is_own && likeness == Likeness::content)
        is_same = TRY(have_same_content(root_ / name, source));
    if (is_same && is_own) {
        date_former(name, *there);
        return Copied{Written::unchanged, root_ / name};
    }
    auto content = TRY(staged_.put_file(name, source, Phase::content));
    auto const written = is_same ? Written::unchanged : there ? Written::changed : Written::created;
    return Copied{written, std::move(content)};
}

Result<void> Folder::flush_list()
{
    if (!list_.flush())
        return system_error(fmt::format("cannot write {}", (root_ / list_name).string()), errno);
    return {};
}

// Calls `visit` with the name of each file that this build or an earlier one put.
Result<void> Folder::for_each_listed(std::function<Result<void>(std::string const&)> const& visit) const
{
    auto const list = root_ / list_name;
    std::ifstream names(list);
    std::string name;
    std::getline(names, name); // the header
    while (std::getline(names, name))
        TRY(visit(name));
    return names.bad() ? io_error(fmt::format("cannot read {}", list.string())) : Result<void>();
}

// Puts what is staged in place, all of which is in the list by then.
Result<void> Folder::commit()
{
    TRY(flush_list());
    TRY(staged_.commit());
    return remove_gone();
}

// Deletes what the edition that was put in place has no more, and was set aside with.
Result<void> Folder::remove_gone() const
{
    std::ifstream names(root_ / gone_name);
    if (!names)
        return {};
    std::string name;
    std::getline(names, name); // the edition
    while (std::getline(names, name))
        TRY(remove(name));
    if (names.bad())
        return io_error(fmt::format("cannot read {}", (root_ / gone_name).string()));
    return remove(gone_name);
}

Result<void> Folder::set_aside(std::string_view edition, std::vector<std::string> const& removed)
{
    auto names = fmt::format("{}\n", edition);
    for (auto const& name : removed)
        names += name + '\n';
    TRY(staged_.put(gone_name, names, Phase::content));
    TRY(flush_list());
    TRY(staged_.set_aside());
    unlink((root_ / building_name).c_str());
    return {};
}

std::string Folder::set_aside_in(std::filesystem::path const& root)
{
    std::string edition;
    (void)StagedFiles::for_each_set_aside(
        root, [&](std::string_view name, Phase, std::filesystem::path const& file) -> Result<void> {
            if (name == gone_name)
                edition = first_line(file);
            return {};
        });
    return edition;
}

Result<void> Folder::take_up()
{
    return staged_.put_set_aside();
}

Result<std::vector<std::string>> Folder::left_over() const
{
    std::vector<std::string> left;
    TRY(for_each_listed([&](std::string const& name) -> Result<void> {
        if (!listed_.is_marked(name))
            left.push_back(name);
        return {};
    }));
    return left;
}

Result<void> Folder::remove(std::string_view name) const
{
    // The list may have been edited.
    if (!stays_inside(name))
        return {};
    auto const file = root_ / name;
    if (unlink(file.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
        return system_error(fmt::format("cannot delete {}", file.string()), errno);
    // A folder that still holds something ends it with an error nobody needs.
    auto folder = file.parent_path();
    while (folder != root_ && rmdir(folder.c_str()) == 0)
        folder = folder.parent_path();
    if (time_)
        date_file(AT_FDCWD, folder, *time_);
    return {};
}

Result<void> Folder::finish_part(std::vector<std::string> const& removed)
{
    TRY(commit());
    for (auto const& name : removed)
        TRY(remove(name));
    unlink((root_ / building_name).c_str());
    return removed.empty() ? Result<void>() : sync_file_system(root_);
}

Result<std::size_t> Folder::finish()
{
    TRY(commit());
    LineSorter kept(root_ / list_name);
    std::size_t removed = 0;
    TRY(for_each_listed([&](std::string const& name) -> Result<void> {
        if (listed_.is_marked(name))
            return kept.add(name);
        ++removed;
        return remove(name);
    }));
    TRY(write_list(kept));
    unlink((root_ / building_name).c_str());
    if (removed > 0)
        TRY(sync_file_system(root_));
    return removed;
}

} // namespace broadsheet::mirror
