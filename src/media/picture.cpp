#include "media/picture.h"

#include "base/child.h"
#include "media/renditions.h"

#include <fmt/format.h>

namespace broadsheet::media {

Result<std::vector<Rendition>> process_picture(
    std::string_view bytes, std::filesystem::path const& worker, PictureLimits const& limits)
{
    if (bytes.size() > limits.input_bytes)
        return limit_reached(fmt::format(
            "the picture has {} bytes, more than the {} allowed", bytes.size(), limits.input_bytes));
    // Waiting is bounded generously beyond the processor time, which the child enforces on itself: machines
    // are busy.
    auto child = TRY(
        run_child({worker.string()}, bytes, limits.output_bytes, std::chrono::seconds(limits.seconds * 4)));
    if (child.exit_code == 3)
        return limit_reached(child.errors);
    if (child.exit_code > 128)
        return limit_reached(fmt::format(
            "the picture was too much for its decoder (stopped by signal {})", child.exit_code - 128));
    if (child.exit_code != 0)
        return invalid(child.errors.empty() ? "the picture cannot be decoded" : child.errors);
    return parse_renditions(child.output, limits);
}

} // namespace broadsheet::media
