#include "cli/working_folder.h"

#include "base/file.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = ".broadsheet-";
constexpr char const* note = "unfinished"; // a link to the file elsewhere
constexpr std::string_view unfinished_extension = ".part";

// Returns nothing where another process holds the lock or has just removed the folder.
FileDescriptor lock_folder(fs::path const& path)
{
    FileDescriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    std::error_code failed;
    if (folder && flock(folder.get(), LOCK_EX | LOCK_NB) == 0 && fs::exists(path, failed))
        return folder;
    return {};
}

// While it is held, no folder in there is new and not yet locked, which would look like a remainder. It is
// held for moments only: where the disk cannot lock, or somebody else holds on to the folder, it is done
// without.
FileDescriptor hold(fs::path const& parent)
{
    using namespace std::chrono_literals;
    FileDescriptor folder(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    constexpr int most_attempts = 500;
    for (int attempt = 0; folder && attempt < most_attempts; ++attempt) {
        if (flock(folder.get(), LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR))
            break;
        std::this_thread::sleep_for(10ms);
    }
    return folder;
}

// Removes the folder and the file it has a note of; returns that file, if it was there.
fs::path remove_with_note(fs::path const& path)
{
    std::error_code ignored;
    auto file = fs::read_symlink(path / note, ignored);
    bool is_removed = file.extension() == unfinished_extension && fs::remove(file, ignored);
    fs::remove_all(path, ignored);
    return is_removed ? file : fs::path();
}

// Returns the command whose folder it is: "backup" for ".broadsheet-backup-Xy12ab". Nothing for any other
// name, or a folder of another user: a newspaper may be called so, too.
std::optional<std::string> command_of(fs::path const& path)
{
    constexpr std::string_view commands[] = {"backup", "export", "import", "restore", "serve"};
    constexpr std::size_t random_characters = 6; // of mkdtemp()
    auto const name = path.filename().string();
    struct stat status { };
    if (!name.starts_with(prefix) || lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)
        || status.st_uid != geteuid())
        return {};
    auto const rest = std::string_view(name).substr(prefix.size());
    for (auto command : commands)
        if (rest.size() == command.size() + 1 + random_characters && rest.starts_with(command)
            && rest[command.size()] == '-')
            return std::string(command);
    return {};
}

} // namespace

Result<WorkingFolder> WorkingFolder::create_in(fs::path const& parent, std::string_view command)
{
    std::error_code failed;
    fs::create_directories(parent, failed);
    auto const held = hold(parent);
    // A program of an earlier version may take a new folder for a remainder; who loses that race makes
    // another.
    constexpr int most_attempts = 10;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        auto pattern = (parent / fmt::format("{}{}-XXXXXX", prefix, command)).string();
        if (mkdtemp(pattern.data()) == nullptr)
            return system_error(fmt::format("cannot make a folder in {}", parent.string()), errno);
        if (auto lock = lock_folder(pattern))
            return WorkingFolder(pattern, std::move(lock));
        fs::remove(pattern, failed);
    }
    return io_error(fmt::format("cannot lock a folder in {}: is its disk able to?", parent.string()));
}

WorkingFolder::~WorkingFolder()
{
    if (!path_.empty())
        remove_with_note(path_);
}

Result<fs::path> WorkingFolder::unfinished_name_of(fs::path const& target) const
{
    std::error_code failed;
    auto name = fs::absolute(target, failed);
    auto own_name = path_.filename().string();
    // Hidden, with whatever another program calls after it: where editions to take away lie, all others are
    // published.
    name.replace_filename(fmt::format(
        ".{}{}{}", name.filename().string(), own_name.substr(own_name.rfind('-')), unfinished_extension));
    if (!failed)
        fs::create_symlink(name, path_ / note, failed);
    if (failed)
        return io_error(fmt::format("cannot write in {}: {}", path_.string(), failed.message()));
    return name;
}

Result<void> WorkingFolder::move_to(fs::path const& target)
{
    if (syncfs(lock_.get()) != 0)
        return system_error(fmt::format("cannot sync {}", path_.string()), errno);
    TRY(put_in_place(path_, target));
    path_.clear();
    return {};
}

std::vector<Remainder> remove_remainders(fs::path const& parent)
{
    std::vector<Remainder> found;
    std::error_code failed;
    auto const held = hold(parent);
    fs::directory_iterator entry(parent, failed);
    for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
        auto command = command_of(entry->path());
        if (!command)
            continue;
        if (auto lock = lock_folder(entry->path()))
            found.push_back({std::move(*command), remove_with_note(entry->path())});
    }
    return found;
}

} // namespace broadsheet::cli
