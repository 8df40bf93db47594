#include "admin/pages/pages.h"
#include "admin/size_text.h"
#include "admin/stores.h"
#include "base/whole_number.h"
#include "http/limits.h"
#include "media/file_type.h"
#include "newsroom/media_intake.h"
#include "newsroom/media_uses.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

namespace json = boost::json;

using newsroom::Change;
using newsroom::MediaItem;
using newsroom::MediaLibrary;
using newsroom::MediaUses;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view media_path = "/admin/media/";
constexpr std::size_t items_per_page = 60;
constexpr std::size_t shown_uses = 50;

std::string page_of(MediaItem const& item)
{
    return fmt::format("{}{}/", media_path, item.id);
}

std::string thumbnail_of(MediaItem const& item)
{
    auto const variants = media::variants_of(item.path, static_cast<int>(item.width));
    return variants.empty() ? item.path : variants.front().path;
}

std::string_view kind_of(MediaItem const& item)
{
    return item.is_picture()              ? "picture"
        : item.type.starts_with("audio/") ? "audio"
        : item.type.starts_with("video/") ? "video"
                                          : "file";
}

// Whoever added a file describes it, and editors do.
bool may_describe(Visit const& visit, MediaItem const& item)
{
    return visit.account().may(Act::edit_any) || item.added_by == visit.account().id;
}

Map fields_of(Visit const& visit, MediaItem const& item)
{
    return Map{{"id", item.id}, {"path", item.path}, {"thumbnail", thumbnail_of(item)}, {"type", item.type},
        {"kind", std::string(kind_of(item))}, {"is_picture", item.is_picture()}, {"width", item.width},
        {"height", item.height}, {"size", size_text(visit, item.bytes)}, {"created_at", item.created_at},
        {"name", item.name}, {"alt", item.alt}, {"caption", item.caption}, {"credit", item.credit},
        {"focus_x", item.focus_x}, {"focus_y", item.focus_y},
        {"lacks_alt", item.is_picture() && item.alt.empty()}};
}

json::object json_of(MediaItem const& item)
{
    return {{"id", item.id}, {"url", item.path}, {"thumbnail", thumbnail_of(item)}, {"kind", kind_of(item)},
        {"width", item.width}, {"height", item.height}, {"alt", item.alt}, {"caption", item.caption},
        {"credit", item.credit}, {"name", item.name}};
}

Result<std::vector<MediaItem>> found(Visit const& visit)
{
    MediaLibrary::Query query;
    query.words = visit.query("q");
    query.most = items_per_page;
    if (visit.query("kind") == "pictures")
        query.kind = MediaLibrary::Kind::pictures;
    else if (visit.query("kind") == "others")
        query.kind = MediaLibrary::Kind::others;
    query.before = whole_number(visit.query("before")).value_or(0);
    return MediaLibrary(visit.connection).search(query);
}

Result<Map> list_fields(Visit const& visit)
{
    auto const items = TRY(found(visit));
    Array rows;
    for (auto const& item : items)
        rows.push_back(Value::make<Map>(fields_of(visit, item)));
    constexpr std::size_t most_bytes = http::Limits().upload_bytes; // the server refuses more unread
    Map fields{{"q", std::string(visit.query("q"))}, {"kind", std::string(visit.query("kind"))},
        {"most_bytes", static_cast<std::int64_t>(most_bytes)},
        {"most_megabytes", static_cast<std::int64_t>(most_bytes >> 20)}};
    fields.set("items", Value::make<Array>(std::move(rows)));
    if (items.size() == items_per_page)
        fields.set("older", items.back().number);
    return fields;
}

// What the editor's script looks pictures up with.
Result<http::Response> search(Visit& visit)
{
    json::array media;
    for (auto const& item : TRY(found(visit)))
        media.push_back(json_of(item));
    return visit.json(200, json::object{{"media", std::move(media)}});
}

Result<http::Response> list(Visit& visit)
{
    if (visit.wants_json())
        return search(visit);
    return visit.page("media", TRY(list_fields(visit)));
}

newsroom::TellOfMedia telling(Visit const& visit, std::string_view act)
{
    return [&visit, act](Change& change, MediaItem const& item) {
        return staff::AuditLog(change.connection(), change.clock())
            .add(&visit.account(), act, item.path, item.name);
    };
}

// Stores a file and enters it in the library, or finds the one that is there with the same content.
Result<MediaItem> take(Visit const& visit, http::Part const& file)
{
    MediaItem said;
    said.name = file.file_name;
    said.alt = visit.field("alt");
    said.added_by = visit.account().id;
    auto const& services = visit.services;
    return newsroom::take_into_library(visit.connection, services.clock, services.random, services.media,
        file.content, std::move(said), telling(visit, "media.added"));
}

// The script is told what is wrong with the file; any other error is ours.
Result<http::Response> refused_to_script(Visit const& visit, http::Part const* file, Error const& error)
{
    if (error.code == ErrorCode::limit)
        return visit.json_error(413, error.message);
    if (error.code != ErrorCode::invalid)
        return error;
    bool const is_unknown = file && media::file_type_of(file->content).type.empty();
    return visit.json_error(is_unknown ? 415 : 422, error.message);
}

Result<http::Response> upload(Visit& visit)
{
    auto const file = visit.file("file");
    auto item = file ? take(visit, *file) : Result<MediaItem>(invalid("no file was chosen"));
    if (visit.wants_json())
        return item.ok() ? visit.json(201, json_of(*item))
                         : refused_to_script(visit, file ? &*file : nullptr, item.error());
    if (!item.ok())
        return visit.refused("media", TRY(list_fields(visit)), item.error());
    return visit.redirect(page_of(*item), item->alt.empty() && item->is_picture() ? "describe" : "saved");
}

std::string address_of(MediaUses::Use const& use)
{
    using Kind = MediaUses::Use::Kind;
    switch (use.kind) {
    case Kind::article:
        return fmt::format("/admin/articles/{}/", use.id);
    case Kind::tag:
        return fmt::format("/admin/tags/{}/", use.id);
    case Kind::byline:
        return fmt::format("/admin/bylines/{}/", use.id);
    case Kind::setting:
        return "/admin/settings/";
    case Kind::appeal:
        return fmt::format("/admin/appeals/{}/", use.id);
    case Kind::issue:
        return fmt::format("/admin/issues/{}/", use.id);
    case Kind::welcome_letter:
        return fmt::format("/admin/newsletters/edit/?id={}", use.id);
    case Kind::redirect:
        return "/admin/settings/redirects/";
    }
    return "";
}

Result<Value> use_rows(Visit const& visit, MediaItem const& item)
{
    Array rows;
    for (auto const& use : TRY(MediaUses(visit.connection).of(item.path, shown_uses)))
        rows.push_back(Value::make<Map>(Map{{"name", use.name}, {"address", address_of(use)}}));
    return Value::make<Array>(std::move(rows));
}

// Of the item that the route names.
Result<Map> item_fields(Visit const& visit)
{
    auto const item = TRY(MediaLibrary(visit.connection).by_id(visit.part(0)));
    auto fields = fields_of(visit, item);
    fields.set("uses", TRY(use_rows(visit, item)));
    fields.set("may_describe", may_describe(visit, item));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("media-item", TRY(item_fields(visit)));
}

Result<std::int64_t> percent_from(std::string_view text)
{
    if (auto const percent = whole_number(text))
        return *percent;
    return invalid("focal point: it lies at 0 to 100 per cent of width and height");
}

Result<MediaItem> described(Visit const& visit, MediaItem item)
{
    if (!may_describe(visit, item))
        return invalid("Your role does not allow this.");
    item.name = visit.field("name");
    item.alt = visit.field("alt");
    item.caption = visit.field("caption");
    item.credit = visit.field("credit");
    if (item.is_picture()) {
        item.focus_x = TRY(percent_from(visit.field("focus_x")));
        item.focus_y = TRY(percent_from(visit.field("focus_y")));
    }
    return item;
}

// Saves what is said of the item that the route names.
Result<void> describe(Visit const& visit)
{
    auto const write = [&](Change& change) -> Result<void> {
        auto const item = TRY(MediaLibrary(visit.connection).by_id(visit.part(0)));
        auto const after = TRY(described(visit, item));
        TRY(MediaLibrary::save(change, after));
        return telling(visit, "media.described")(change, item);
    };
    return newsroom::change(visit.connection, visit.services.clock, visit.services.random, write);
}

Result<http::Response> save(Visit& visit)
{
    auto const saved = describe(visit);
    if (!saved.ok() && saved.error().code == ErrorCode::invalid)
        return visit.refused("media-item", TRY(item_fields(visit)), saved.error());
    if (!saved.ok())
        return saved.error();
    return visit.redirect(fmt::format("{}{}/", media_path, visit.part(0)), "saved");
}

Result<http::Response> remove(Visit& visit)
{
    auto const& services = visit.services;
    auto const removed = newsroom::take_out_of_library(visit.connection, services.clock, services.random,
        services.media, visit.part(0), telling(visit, "media.deleted"));
    if (!removed.ok() && removed.error().code == ErrorCode::conflict)
        return visit.refused("media-item", TRY(item_fields(visit)), removed.error());
    if (!removed.ok())
        return removed.error();
    return visit.redirect(media_path, "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/media/", Act::upload_media, list},
    {http::Method::post, "/admin/media/upload/", Act::upload_media, upload},
    {http::Method::get, "/admin/media/{}/", Act::upload_media, show},
    {http::Method::post, "/admin/media/{}/", Act::upload_media, save},
    {http::Method::post, "/admin/media/{}/delete/", Act::delete_media, remove},
};

} // namespace

Routes media_routes()
{
    return routes;
}

} // namespace broadsheet::admin
