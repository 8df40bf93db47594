#include "newsroom/media_library.h"

#include "base/id.h"
#include "newsroom/checks.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

#define MEDIA_QUERY "SELECT number, id, path, type, width, height, bytes, created_at, source FROM media "

MediaItem read_item(db::Cursor const& row)
{
    return {.number = row.integer(0),
        .id = row.string(1),
        .path = row.string(2),
        .type = row.string(3),
        .width = row.integer(4),
        .height = row.integer(5),
        .bytes = row.integer(6),
        .created_at = row.integer(7),
        .source = row.string(8)};
}

Result<std::optional<MediaItem>> read_one(Result<db::Cursor> answer)
{
    auto rows = TRY(std::move(answer));
    if (!TRY(rows.next()))
        return std::optional<MediaItem>();
    return std::optional(read_item(rows));
}

Result<void> check(MediaItem const& item)
{
    if (!is_rooted_path(item.path) || !item.path.starts_with("/media/")
        || item.path.find("/..") != std::string::npos)
        return invalid(fmt::format("path: \"{}\" is no path under /media/", item.path));
    TRY(check_text("path", item.path, 500));
    TRY(check_required_text("type", item.type, 200));
    TRY(check_text("source", item.source, 2'000));
    if (item.width < 0 || item.height < 0 || item.bytes < 0)
        return invalid("width, height and bytes: they cannot be negative");
    return {};
}

} // namespace

Result<std::optional<MediaItem>> MediaLibrary::by_path(std::string_view path) const
{
    return read_one(connection_.query(MEDIA_QUERY "WHERE path = $1", {path}));
}

Result<std::optional<MediaItem>> MediaLibrary::by_source(std::string_view source) const
{
    if (auto item = TRY(read_one(connection_.query(MEDIA_QUERY "WHERE source = $1", {source}))))
        return item;
    return read_one(connection_.query(
        MEDIA_QUERY "WHERE number = (SELECT media FROM media_sources WHERE source = $1)", {source}));
}

Result<void> MediaLibrary::for_each_source(
    std::function<void(std::string_view source, MediaItem const&)> const& visit) const
{
    auto rows = TRY(connection_.query(
        "SELECT m.number, m.id, m.path, m.type, m.width, m.height, m.bytes, m.created_at, s.source FROM "
        "media m "
        "JOIN (SELECT number AS media, source FROM media WHERE source IS NOT NULL "
        "UNION ALL SELECT media, source FROM media_sources) s ON s.media = m.number ORDER BY m.number"));
    while (TRY(rows.next())) {
        auto const item = read_item(rows);
        visit(item.source, item);
    }
    return {};
}

Result<std::vector<MediaItem>> MediaLibrary::after(Number after, std::size_t most) const
{
    std::vector<MediaItem> items;
    auto rows
        = TRY(connection_.query(MEDIA_QUERY "WHERE number > $1 ORDER BY number LIMIT $2", {after, most}));
    while (TRY(rows.next()))
        items.push_back(read_item(rows));
    return items;
}

Result<Number> MediaLibrary::add(Change& change, MediaItem const& item)
{
    TRY(check(item));
    auto& connection = change.connection();
    auto const known = TRY(MediaLibrary(connection).by_path(item.path));
    if (!item.source.empty()) {
        auto const other = TRY(MediaLibrary(connection).by_source(item.source));
        if (other && !known)
            return Error{ErrorCode::conflict, fmt::format("source: {} has it already", other->path)};
        if (known && !other)
            TRY(connection.execute(
                "INSERT INTO media_sources (source, media) VALUES ($1, $2)", {item.source, known->number}));
    }
    if (known)
        return known->number;
    auto rows
        = TRY(connection.query("INSERT INTO media (id, path, type, width, height, bytes, created_at, source) "
                               "VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, '')) RETURNING number",
            {item.id.empty() ? new_id(change.clock(), change.random()) : item.id, item.path, item.type,
                item.width, item.height, item.bytes, item.created_at ? item.created_at : change.clock().now(),
                item.source}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

} // namespace broadsheet::newsroom
