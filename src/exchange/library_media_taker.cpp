#include "exchange/library_media_taker.h"

#include "base/encoding.h"
#include "base/file_hash.h"
#include "db/database.h"
#include "newsroom/media_library.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

// What a file is remembered by. The content is part of it, so that a picture replaced under its old name is
// taken again.
Result<std::string> key_of(std::string_view source, std::filesystem::path const& file)
{
    return fmt::format("{}#{}", source, to_hex(TRY(sha256_of_file(file))).substr(0, 16));
}

newsroom::MediaItem item_of(media::StoredMedia const& stored)
{
    newsroom::MediaItem item;
    item.path = stored.path;
    item.type = stored.type;
    item.width = stored.width;
    item.height = stored.height;
    item.bytes = static_cast<std::int64_t>(stored.bytes);
    return item;
}

} // namespace

Result<MediaTaker::Taken> LibraryMediaTaker::take(std::string_view source, std::filesystem::path const& file)
{
    auto key = TRY(key_of(source, file));
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !in_flight_.contains(key); });
        in_flight_.insert(key);
    }
    auto taken = take_once(key, file);
    {
        std::lock_guard lock(mutex_);
        in_flight_.erase(key);
        changed_.notify_all();
    }
    if (!taken)
        return std::move(taken).error().within(file.string());
    return taken;
}

Result<std::optional<MediaTaker::Taken>> LibraryMediaTaker::taken_before(std::string_view source)
{
    std::lock_guard lock(mutex_);
    if (!taken_before_)
        taken_before_ = TRY(read_library());
    auto found = taken_before_->find(std::string(source));
    return found == taken_before_->end() ? std::nullopt : std::optional(found->second);
}

Result<LibraryMediaTaker::TakenBefore> LibraryMediaTaker::read_library() const
{
    TakenBefore taken;
    auto connection = TRY(target_.database.connect());
    auto const remember = [&](std::string_view source, newsroom::MediaItem const& item) {
        if (auto end = source.rfind('#'); end != source.npos)
            taken[std::string(source.substr(0, end))] = {item.path, item.width, item.height};
    };
    TRY(newsroom::MediaLibrary(*connection).for_each_source(remember));
    return taken;
}

Result<std::optional<MediaTaker::Taken>> LibraryMediaTaker::known(std::string const& key) const
{
    auto connection = TRY(target_.database.connect());
    auto item = TRY(newsroom::MediaLibrary(*connection).by_source(key));
    return item ? std::optional(Taken{item->path, item->width, item->height}) : std::nullopt;
}

Result<MediaTaker::Taken> LibraryMediaTaker::take_once(
    std::string const& key, std::filesystem::path const& file)
{
    if (auto taken = TRY(known(key)))
        return *taken;
    auto stored = TRY(store_.take_file(file));
    auto item = item_of(stored);
    item.created_at = target_.clock.now();
    item.source = key;
    TRY(add(item));
    return Taken{stored.path, stored.width, stored.height};
}

Result<void> LibraryMediaTaker::add(newsroom::MediaItem const& item)
{
    std::lock_guard lock(writing_);
    auto connection = TRY(target_.database.connect());
    TRY(newsroom::change(*connection, target_.clock, target_.random,
        [&](newsroom::Change& change) { return newsroom::MediaLibrary::add(change, item); }));
    return {};
}

Result<void> LibraryMediaTaker::take_back(newsroom::MediaItem const& item, std::filesystem::path const& file)
{
    {
        auto connection = TRY(target_.database.connect());
        if (TRY(newsroom::MediaLibrary(*connection).by_path(item.path)))
            return {};
    }
    auto stored = store_.take_back(item.path, file);
    if (!stored.ok())
        return std::move(stored).error().within(file.string());
    auto const found = item_of(*stored);
    auto taken = item;
    taken.path = found.path;
    taken.type = found.type;
    taken.width = found.width;
    taken.height = found.height;
    taken.bytes = found.bytes;
    return add(taken);
}

} // namespace broadsheet::exchange
