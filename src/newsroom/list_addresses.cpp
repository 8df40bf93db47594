#include "newsroom/list_addresses.h"

#include "base/encoding.h"
#include "newsroom/redirects.h"

#include <array>
#include <vector>

namespace broadsheet::newsroom {

namespace {

// The list itself and its feeds, as site/routes.h names them.
constexpr std::array<std::string_view, 4> files{"", "rss.xml", "atom.xml", "feed.json"};

std::vector<std::string> paths_of(Settings const& settings, ListAddress const& address)
{
    std::vector<std::string> paths;
    for (auto const& language : settings.languages)
        for (auto const file : files)
            paths.push_back(address.path_of(settings, language, address.slug).append(file));
    return paths;
}

} // namespace

Result<void> keep_addresses(Change& change, ListAddress former, ListAddress present)
{
    if (former == present)
        return {};
    auto const settings = TRY(load_settings(change.connection()));
    auto const from = paths_of(settings, former);
    auto const to = paths_of(settings, present);
    for (std::size_t i = 0; i < from.size(); ++i)
        TRY(Redirects::keep_address(change, from[i], to[i]));
    return {};
}

Result<void> forget_addresses(Change& change, ListAddress address)
{
    auto const settings = TRY(load_settings(change.connection()));
    for (auto const& path : paths_of(settings, address)) {
        auto const decoded = TRY(percent_decode(path));
        TRY(change.connection().execute(
            "DELETE FROM redirects WHERE to_path = $1 OR from_path = $2", {path, decoded}));
    }
    return {};
}

} // namespace broadsheet::newsroom
