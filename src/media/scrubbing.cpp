#include "media/scrubbing.h"

#include "base/child.h"

#include <fmt/format.h>

namespace broadsheet::media {

Result<void> scrub_file(int input, int output, std::filesystem::path const& worker)
{
    // Well beyond the processor time that the child allows itself: machines are busy.
    constexpr auto most = std::chrono::minutes(10);
    auto const child = TRY(run_child_on_files({worker.string()}, input, output, most));
    if (child.exit_code == 3)
        return limit_reached(child.errors);
    if (child.exit_code > 128)
        return limit_reached(
            fmt::format("cleaning the file took too much (stopped by signal {})", child.exit_code - 128));
    if (child.exit_code != 0)
        return invalid(child.errors.empty() ? "the file cannot be cleaned of its metadata" : child.errors);
    return {};
}

} // namespace broadsheet::media
