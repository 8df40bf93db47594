#include "mirror/log_copy.h"

#include "base/file.h"
#include "mirror/staged_files.h"
#include "mirror/waiting_head.h"

#include <fmt/format.h>
#include <optional>

namespace broadsheet::mirror {

namespace {

constexpr int most_attempts = 5;
constexpr std::size_t most_bytes = 32u << 20;

// What the log's newest edition is; nothing while one is being put in place.
std::optional<std::string> state_of(std::filesystem::path const& log)
{
    std::error_code failed;
    if (std::filesystem::exists(log / StagedFiles::folder_name / StagedFiles::whole_journal, failed))
        return {};
    std::string state;
    for (auto const name : {std::string_view("latest"), WaitingHead::file_name})
        if (auto content = read_file(log / name, most_bytes); content.ok())
            state += *content;
    return state;
}

Result<void> copy_files(std::filesystem::path const& log, std::filesystem::path const& to)
{
    return for_each_file(log, [&](std::filesystem::path const& file) -> Result<void> {
        auto const name = file.lexically_relative(log);
        bool const is_waiting = name == WaitingHead::file_name || *name.begin() == StagedFiles::waiting_name;
        if (name.string().starts_with(".broadsheet-") && !is_waiting)
            return {};
        std::error_code failed;
        std::filesystem::create_directories((to / name).parent_path(), failed);
        std::filesystem::create_hard_link(file, to / name, failed);
        if (failed)
            std::filesystem::copy_file(file, to / name, failed);
        // One that is gone by now, a partial tile, makes the log another one.
        if (failed && std::filesystem::exists(file))
            return io_error(fmt::format("cannot copy {}: {}", file.string(), failed.message()));
        return {};
    });
}

} // namespace

Result<void> copy_whole_log(std::filesystem::path const& log, std::filesystem::path const& to)
{
    std::error_code failed;
    if (!std::filesystem::exists(log, failed))
        return {};
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        std::filesystem::remove_all(to, failed);
        std::filesystem::create_directories(to, failed);
        auto const before = state_of(log);
        TRY(copy_files(log, to));
        if (before && before == state_of(log))
            return {};
    }
    return Error{ErrorCode::unavailable,
        fmt::format("a build of a mirror is changing {}; try again when it has ended", log.string())};
}

} // namespace broadsheet::mirror
