#include "mirror/targets/pushed_list.h"

#include "base/file.h"

#include <fmt/format.h>
#include <sstream>

namespace broadsheet::mirror {

namespace {

std::string line_of(std::string const& name, FileState const& state)
{
    return fmt::format("{} {} {}\n", state.size, state.changed_at, name);
}

} // namespace

PushedList::PushedList(PushedList&& other) noexcept
    : path_(std::move(other.path_))
    , files_(std::move(other.files_))
    , out_(std::move(other.out_))
{
}

Result<PushedList> PushedList::open(std::filesystem::path path)
{
    PushedList list(std::move(path));
    std::ifstream in(list.path_);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("- ")) {
            list.files_.erase(line.substr(2));
            continue;
        }
        // A line that a crash cut off is left out, and its file sent once more.
        std::istringstream fields(line);
        FileState state;
        std::string name;
        if (fields >> state.size >> state.changed_at && fields.get() == ' ' && std::getline(fields, name))
            list.files_[name] = state;
    }
    list.out_.open(list.path_, std::ios::app);
    if (!list.out_)
        return io_error(fmt::format("cannot write {}", list.path_.string()));
    return list;
}

bool PushedList::has(std::string const& name, FileState const& state) const
{
    std::lock_guard lock(mutex_);
    auto const found = files_.find(name);
    return found != files_.end() && found->second == state;
}

Result<void> PushedList::note_sent(std::string const& name, FileState const& state)
{
    std::lock_guard lock(mutex_);
    files_[name] = state;
    return out_ << line_of(name, state) << std::flush
        ? Result<void>()
        : io_error(fmt::format("cannot write {}", path_.string()));
}

Result<void> PushedList::note_removed(std::string const& name)
{
    std::lock_guard lock(mutex_);
    files_.erase(name);
    return out_ << "- " << name << '\n'
                << std::flush
        ? Result<void>()
        : io_error(fmt::format("cannot write {}", path_.string()));
}

std::vector<std::string> PushedList::names() const
{
    std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (auto const& [name, state] : files_)
        names.push_back(name);
    return names;
}

Result<void> PushedList::tidy()
{
    std::lock_guard lock(mutex_);
    out_.close();
    return write_file_atomically(
        path_,
        [&](PieceVisitor const& write) -> Result<void> {
            for (auto const& [name, state] : files_)
                TRY(write(line_of(name, state)));
            return {};
        },
        Durability::cached);
}

} // namespace broadsheet::mirror
