#include "mirror/staged_files.h"

#include "base/file.h"
#include "mirror/log/numbers.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::mirror {

namespace {

constexpr char const* open_journal = "staging";
constexpr char const* whole_journal = "journal"; // has this name once all is staged

struct JournalLine {
    unsigned phase = 0;
    std::uint64_t number = 0;
    std::string_view name;
};

JournalLine parse(std::string_view line)
{
    Fields fields(line, ' ');
    auto const phase = plain_number(fields.take());
    auto const number = plain_number(fields.take());
    return {static_cast<unsigned>(phase.value_or(0)), number.value_or(0), fields.take_rest()};
}

Result<void> write_new_file(std::filesystem::path const& path, std::string_view content)
{
    FILE* const file = std::fopen(path.c_str(), "wbe");
    bool const written
        = file != nullptr && std::fwrite(content.data(), 1, content.size(), file) == content.size();
    auto const error = errno;
    if (file == nullptr || std::fclose(file) != 0 || !written)
        return system_error(fmt::format("cannot write {}", path.string()), error);
    return {};
}

// Gives the staged file its name; one that is not there any more has it already.
Result<void> place(std::filesystem::path const& staged, std::filesystem::path const& target)
{
    if (std::rename(staged.c_str(), target.c_str()) == 0)
        return {};
    std::error_code failed;
    if (errno == ENOENT && !std::filesystem::exists(staged, failed))
        return {};
    std::filesystem::create_directories(target.parent_path(), failed);
    if (std::rename(staged.c_str(), target.c_str()) != 0)
        return system_error(fmt::format("cannot put {} in place", target.string()), errno);
    return {};
}

Result<void> sync_file_system(std::filesystem::path const& folder)
{
    auto const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const synced = descriptor >= 0 && ::syncfs(descriptor) == 0;
    auto const error = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!synced)
        return system_error(fmt::format("cannot write {} to the disk", folder.string()), error);
    return {};
}

} // namespace

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
    count_ = 0;
    std::error_code failed;
    // The journal goes first: without it, what is left is only garbage.
    std::filesystem::remove(folder_ / whole_journal, failed);
    std::filesystem::remove_all(folder_, failed);
    if (failed)
        return io_error(fmt::format("cannot delete {}: {}", folder_.string(), failed.message()));
    return {};
}

std::filesystem::path StagedFiles::staged_path(std::uint64_t number) const
{
    return folder_ / std::to_string(number / 1000) / std::to_string(number % 1000);
}

// Writes the file into the journal and returns where its content goes.
Result<std::filesystem::path> StagedFiles::next(std::string_view name, Phase phase, std::uint64_t bytes)
{
    std::scoped_lock lock(*mutex_);
    auto const number = count_++;
    auto path = staged_path(number);
    std::error_code failed;
    if (number % 1000 == 0)
        std::filesystem::create_directories(path.parent_path(), failed);
    if (!journal_.is_open())
        journal_.open(folder_ / open_journal);
    bytes_ += bytes;
    if (failed || !(journal_ << static_cast<unsigned>(phase) << ' ' << number << ' ' << name << '\n'))
        return io_error(fmt::format("cannot write into {}", folder_.string()));
    return path;
}

Result<void> StagedFiles::put(std::string_view name, std::string_view content, Phase phase)
{
    return write_new_file(TRY(next(name, phase, content.size())), content);
}

Result<void> StagedFiles::put_file(std::string_view name, std::filesystem::path const& source, Phase phase)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(source, failed);
    if (failed)
        return not_found(fmt::format("there is no {}", source.string()));
    auto const path = TRY(next(name, phase, size));
    std::filesystem::create_hard_link(source, path, failed);
    if (failed)
        std::filesystem::copy_file(source, path, failed);
    if (failed)
        return io_error(fmt::format("cannot copy {}: {}", source.string(), failed.message()));
    return {};
}

Result<void> StagedFiles::commit(bool is_synced)
{
    if (count_ == 0)
        return {};
    journal_.close();
    if (!journal_)
        return io_error(fmt::format("cannot write {}", (folder_ / open_journal).string()));
    if (is_synced)
        TRY(sync_file_system(folder_));
    TRY(put_in_place(folder_ / open_journal, folder_ / whole_journal));
    TRY(apply());
    if (is_synced)
        TRY(sync_file_system(root_));
    return forget();
}

Result<void> StagedFiles::apply() const
{
    for (auto const phase : {Phase::content, Phase::tiles, Phase::manifest, Phase::head}) {
        std::ifstream journal(folder_ / whole_journal);
        std::string text;
        while (std::getline(journal, text)) {
            auto const line = parse(text);
            if (line.phase == static_cast<unsigned>(phase))
                TRY(place(staged_path(line.number), root_ / line.name));
        }
        if (journal.bad())
            return io_error(fmt::format("cannot read {}", (folder_ / whole_journal).string()));
    }
    return {};
}

} // namespace broadsheet::mirror
