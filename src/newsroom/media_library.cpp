#include "newsroom/media_library.h"

#include "base/id.h"
#include "newsroom/checks.h"
#include "newsroom/media_uses.h"
#include "text/words.h"

#include <fmt/format.h>
#include <limits>
#include <ranges>

namespace broadsheet::newsroom {

namespace {

#define MEDIA_QUERY                                                                                          \
    "SELECT number, id, path, type, width, height, bytes, created_at, source, name, alt, caption, credit, "  \
    "focus_x, focus_y, added_by FROM media "

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
        .source = row.string(8),
        .name = row.string(9),
        .alt = row.string(10),
        .caption = row.string(11),
        .credit = row.string(12),
        .focus_x = row.integer(13),
        .focus_y = row.integer(14),
        .added_by = row.string(15)};
}

// What a search looks through.
std::string words_of(MediaItem const& item)
{
    return text::fold(fmt::format("{} {} {} {}", item.name, item.alt, item.caption, item.credit));
}

Result<void> check_description(MediaItem const& item)
{
    TRY(check_text("name", item.name, 500));
    TRY(check_text("alt", item.alt, 2'000));
    TRY(check_text("caption", item.caption, 2'000));
    TRY(check_text("credit", item.credit, 500));
    for (auto percent : {item.focus_x, item.focus_y})
        if (percent < 0 || percent > 100)
            return invalid("focal point: it lies at 0 to 100 per cent of width and height");
    return {};
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
    return check_description(item);
}

} // namespace

MediaItem item_of(media::StoredMedia const& stored)
{
    MediaItem item;
    item.path = stored.path;
    item.type = stored.type;
    item.width = stored.width;
    item.height = stored.height;
    item.bytes = static_cast<std::int64_t>(stored.bytes);
    return item;
}

Result<std::optional<MediaItem>> MediaLibrary::by_path(std::string_view path) const
{
    return read_one(connection_.query(MEDIA_QUERY "WHERE path = $1", {path}));
}

Result<MediaItem> MediaLibrary::by_id(std::string_view id) const
{
    if (auto item = TRY(read_one(connection_.query(MEDIA_QUERY "WHERE id = $1", {id}))))
        return std::move(*item);
    return not_found("there is no such file in the library");
}

// All of media_words is looked through, and of media only what is found.
Result<std::vector<MediaItem>> MediaLibrary::search(Query const& query) const
{
    std::string found = "SELECT media FROM media_words WHERE media < $1";
    if (query.kind != Kind::any)
        found += query.kind == Kind::pictures ? " AND is_picture = 1" : " AND is_picture = 0";
    auto const words = text::fold(query.words);
    auto const before = query.before ? query.before : std::numeric_limits<Number>::max();
    std::vector<db::Parameter> parameters{before, query.most};
    for (auto const word : std::views::split(words, ' ')) {
        parameters.emplace_back(std::string_view(word.begin(), word.end()));
        found += fmt::format(" AND strpos(words, ${}) > 0", parameters.size());
    }
    auto rows = TRY(connection_.query(
        fmt::format(
            MEDIA_QUERY "WHERE number IN ({} ORDER BY media DESC LIMIT $2) ORDER BY number DESC", found),
        parameters));
    std::vector<MediaItem> items;
    while (TRY(rows.next()))
        items.push_back(read_item(rows));
    return items;
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
        "SELECT m.number, m.id, m.path, m.type, m.width, m.height, m.bytes, m.created_at, s.source, m.name, "
        "m.alt, m.caption, m.credit, m.focus_x, m.focus_y, m.added_by FROM media m "
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
        = TRY(connection.query("INSERT INTO media (id, path, type, width, height, bytes, created_at, source, "
                               "name, alt, caption, credit, focus_x, focus_y, added_by) VALUES ($1, $2, "
                               "$3, $4, $5, $6, $7, NULLIF($8, ''), $9, $10, $11, $12, $13, $14, $15) "
                               "RETURNING number",
            {item.id.empty() ? new_id(change.clock(), change.random()) : item.id, item.path, item.type,
                item.width, item.height, item.bytes, item.created_at ? item.created_at : change.clock().now(),
                item.source, item.name, item.alt, item.caption, item.credit, item.focus_x, item.focus_y,
                item.added_by}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    TRY(connection.execute("INSERT INTO media_words (media, is_picture, words) VALUES ($1, $2, $3)",
        {number, item.is_picture(), words_of(item)}));
    return number;
}

Result<void> MediaLibrary::save(Change& change, MediaItem const& item)
{
    TRY(check_description(item));
    auto const former = TRY(MediaLibrary(change.connection()).by_id(item.id));
    auto& connection = change.connection();
    TRY(connection.execute("UPDATE media SET name = $1, alt = $2, caption = $3, credit = $4, "
                           "focus_x = $5, focus_y = $6 WHERE number = $7",
        {item.name, item.alt, item.caption, item.credit, item.focus_x, item.focus_y, former.number}));
    TRY(connection.execute(
        "UPDATE media_words SET words = $1 WHERE media = $2", {words_of(item), former.number}));
    bool const is_cropped_anew = item.focus_x != former.focus_x || item.focus_y != former.focus_y;
    return is_cropped_anew ? MediaUses::show_anew(change, former.path) : Result<void>();
}

Result<void> MediaLibrary::remove(Change& change, MediaItem const& item)
{
    MediaUses const uses(change.connection());
    if (!TRY(uses.of(item.path, 1)).empty())
        return Error{ErrorCode::conflict, "it is still used"};
    if (!TRY(uses.are_complete()))
        return Error{
            ErrorCode::conflict, "older articles are still being searched for it; try again in a minute"};
    TRY(change.connection().execute("DELETE FROM media WHERE number = $1", {item.number}));
    if (TRY(change.connection().execute("DELETE FROM redirects WHERE to_path = $1", {item.path})) > 0)
        TRY(change.edition());
    return {};
}

} // namespace broadsheet::newsroom
