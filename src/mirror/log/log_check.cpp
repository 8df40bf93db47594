#include "mirror/log/log_check.h"

#include "mirror/log/tree_writer.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

Error damaged(LogFolder const& log, std::string_view name, std::string_view reason)
{
    return {ErrorCode::conflict,
        fmt::format(
            "the signed log is damaged: {} {}. Put {} back from a backup, or from the newest mirror that "
            "`broadsheet verify` finds good",
            (log.path() / name).string(), reason, log.path().string())};
}

} // namespace

Result<void> check_log(LogFolder const& log)
{
    auto const absent = [](std::string const&) -> Result<std::string> { return std::string(); };
    auto const compare = [&](std::string const& name, std::string_view content) -> Result<void> {
        auto const there = log.read(name);
        if (!there.ok())
            return damaged(log, name, "cannot be read");
        if (*there != content)
            return damaged(log, name, "does not follow from the log's entries");
        return {};
    };
    auto tree = TRY(TreeWriter::open(absent, compare, 0));
    for (std::uint64_t number = 0; number * tile_width < log.size(); ++number) {
        auto const name = bundle_name(number, width_of_tile(0, number, log.size()));
        auto const bundle = log.read(name);
        if (!bundle.ok())
            return damaged(log, name, "cannot be read");
        auto appended = for_each_entry(*bundle, [&](std::string_view entry) { return tree.append(entry); });
        if (!appended.ok() && appended.error().code == ErrorCode::invalid)
            return damaged(log, name, "is no bundle of entries");
        TRY(std::move(appended));
    }
    TRY(tree.finish());
    if (log.head() && (tree.size() != log.size() || tree.root() != log.head()->checkpoint.root))
        return damaged(log, "tile/entries", "does not give the root that is signed");
    return {};
}

} // namespace broadsheet::mirror
