#include "newsroom/media_intake.h"

namespace broadsheet::newsroom {

Result<MediaItem> take_into_library(db::Connection& connection, Clock const& clock, Random& random,
    media::MediaStore const& store, std::string_view bytes, MediaItem said, TellOfMedia const& tell)
{
    auto item = item_of(TRY(store.take(bytes)));
    item.name = std::move(said.name);
    item.alt = std::move(said.alt);
    item.caption = std::move(said.caption);
    item.credit = std::move(said.credit);
    item.added_by = std::move(said.added_by);
    return change(connection, clock, random, [&](Change& unit) -> Result<MediaItem> {
        MediaLibrary const library(connection);
        if (auto known = TRY(library.by_path(item.path)))
            return std::move(*known);
        TRY(MediaLibrary::add(unit, item));
        // Somebody may have deleted the same content since it was stored.
        if (!std::filesystem::exists(*store.file_of(item.path)))
            TRY(store.take(bytes));
        TRY(tell(unit, item));
        return TRY(library.by_path(item.path)).value();
    });
}

Result<void> take_out_of_library(db::Connection& connection, Clock const& clock, Random& random,
    media::MediaStore const& store, std::string_view id, TellOfMedia const& tell)
{
    auto const take_entry = [&](Change& unit) -> Result<MediaItem> {
        auto found = TRY(MediaLibrary(connection).by_id(id));
        TRY(MediaLibrary::remove(unit, found));
        TRY(tell(unit, found));
        return found;
    };
    auto const item = TRY(change(connection, clock, random, take_entry));
    // Only what is surely gone from the library, and has not come back: uploads are changes too.
    return change(connection, clock, random, [&](Change&) -> Result<void> {
        if (TRY(MediaLibrary(connection).by_path(item.path)))
            return {};
        return store.remove(item.path, static_cast<int>(item.width));
    });
}

} // namespace broadsheet::newsroom
