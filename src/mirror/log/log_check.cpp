#include "mirror/log/log_check.h"

#include "mirror/log/tree_writer.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

Result<void> check_log(LogFolder const& log)
{
    auto const damaged = [&](std::string_view name, std::string_view reason) {
        return Error{ErrorCode::conflict, fmt::format("{}: {}", (log.path() / name).string(), reason)};
    };
    std::string bundle = "tile/entries"; // the one read last
    auto const read = [&](std::string const& name) -> Result<std::string> {
        bundle = name;
        auto content = log.read(name);
        return content.ok() ? std::move(content) : damaged(name, "it cannot be read");
    };
    auto const compare = [&](std::string const& name, std::string_view content) -> Result<void> {
        auto const there = log.read(name);
        if (!there.ok())
            return damaged(name, "it cannot be read");
        return *there == content ? Result<void>()
                                 : damaged(name, "it does not follow from the log's entries");
    };
    auto const root
        = remake_tiles(log.size(), read, compare, [](std::string_view) -> Result<void> { return {}; });
    if (!root.ok())
        return root.error().code == ErrorCode::invalid ? damaged(bundle, root.error().message) : root.error();
    if (log.head() && *root != log.head()->checkpoint.root)
        return damaged("tile/entries", "the entries do not give the root that is signed");
    return {};
}

} // namespace broadsheet::mirror
