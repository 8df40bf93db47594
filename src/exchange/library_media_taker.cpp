#include "exchange/library_media_taker.h"

#include "base/encoding.h"
#include "base/file.h"
#include "db/database.h"
#include "newsroom/media_library.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_bytes = std::size_t{512} << 20;

} // namespace

Result<MediaTaker::Taken> LibraryMediaTaker::take(std::string_view source, std::filesystem::path const& file)
{
    auto content = TRY(read_file(file, most_bytes));
    auto name = fmt::format("{}#{}", source, to_hex(sha256(content)).substr(0, 16));
    auto connection = TRY(target_.database.connect());
    if (auto known = TRY(newsroom::MediaLibrary(*connection).by_source(name)))
        return Taken{known->path, known->width, known->height};
    auto stored = TRY(store_.take(content));
    newsroom::MediaItem item;
    item.path = stored.path;
    item.type = stored.type;
    item.width = stored.width;
    item.height = stored.height;
    item.bytes = static_cast<std::int64_t>(stored.bytes);
    item.created_at = target_.clock.now();
    item.source = name;
    TRY(newsroom::change(*connection, target_.clock, target_.random,
        [&](newsroom::Change& change) { return newsroom::MediaLibrary::add(change, item); }));
    return Taken{stored.path, stored.width, stored.height};
}

} // namespace broadsheet::exchange
