#include "cli/mirror_upkeep.h"

#include "base/file.h"
#include "cli/mirror_targets.h"
#include "mirror/build.h"
#include "mirror/folder_lock.h"
#include "mirror/signing.h"
#include "newsroom/mirror_list.h"

#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_file = 1 << 20;

} // namespace

MirrorUpkeep::MirrorUpkeep(
    GlobalOptions const& options, std::filesystem::path mirror, http::Client& client, Clock const& clock)
    : options_(options)
    , mirror_(std::move(mirror))
    , client_(client)
    , clock_(clock)
    , board_(mirror_)
{
}

void MirrorUpkeep::start(JobRunner& runner)
{
    if (mirror_.empty())
        return;
    runner.every(
        30s, "mirrors: copy the new edition", [this](db::Connection&) { return push_new_edition(); });
    runner.every(
        5min, "mirrors: look how they are", [this](db::Connection& connection) { return look(connection); });
}

// One target that fails does not keep the edition from the others; it gets it with the next look.
Result<void> MirrorUpkeep::push_new_edition()
{
    auto latest = read_file(mirror_ / "log/latest", largest_file);
    if (!latest || *latest == pushed_)
        return {};
    // The next look comes when the build at work there has ended.
    if (mirror::FolderLock::is_held(mirror_) || !mirror::check_is_whole(mirror_).ok())
        return {};
    std::string failures;
    for (auto const& target : TRY(read_mirror_targets(options_))) {
        auto const report = push_to(target, mirror_, mirror::log_folder(options_.data), client_, clock_);
        if (!report)
            failures += fmt::format("{}: {}; ", target.name, report.error().message);
        else if (!report->failures.empty())
            failures += fmt::format("{}: {} files were not taken, the first: {}; ", target.name,
                report->failures.size(), report->failures.front());
    }
    if (!failures.empty())
        return Error{ErrorCode::unavailable, failures};
    pushed_ = std::move(*latest);
    return {};
}

Result<void> MirrorUpkeep::look(db::Connection& connection)
{
    auto const mirrors = TRY(newsroom::load_mirror_list(connection));
    board_.look(mirrors, client_, clock_.now());
    std::string trouble;
    for (auto const& health : board_.health())
        if (!health.trouble.empty())
            trouble += fmt::format("{}: {}; ", health.address, health.trouble);
    return trouble.empty() ? Result<void>() : Error{ErrorCode::unavailable, trouble};
}

} // namespace broadsheet::cli
