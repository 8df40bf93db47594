#include "mirror/dropped_media.h"

#include "base/file.h"
#include "media/references.h"
#include "newsroom/media_uses.h"
#include "site/edition/snapshot.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t largest_page = 64u << 20;

} // namespace

void DroppedMedia::drop(std::filesystem::path const& former)
{
    auto const page = read_file(former, largest_page);
    if (!page.ok()) // it is new
        return;
    auto const names = media::stored_paths_in(*page);
    std::scoped_lock lock(mutex_);
    for (auto const name : names)
        dropped_.emplace(name);
}

void DroppedMedia::keep(std::string_view name)
{
    std::scoped_lock lock(mutex_);
    kept_.emplace(name);
}

Result<std::vector<std::string>> DroppedMedia::gone(site::Snapshot const& snapshot) const
{
    newsroom::MediaUses const uses(snapshot.connection());
    std::vector<std::string> gone;
    for (auto const& name : dropped_)
        if (!kept_.contains(name) && !TRY(uses.are_published(fmt::format("/{}", name))))
            gone.push_back(name);
    return gone;
}

} // namespace broadsheet::mirror
