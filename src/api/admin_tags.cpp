#include "api/admin_routes.h"
#include "api/body.h"
#include "api/records.h"
#include "api/tag_input.h"
#include "newsroom/change.h"
#include "staff/audit_log.h"

#include <algorithm>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using http::Method;
using newsroom::Change;
using newsroom::Tag;
using newsroom::Tags;
using site::RecordQuery;
using staff::Integration;

Result<http::Response> browse(Call const& call, Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    return browse_records(call, reader.snapshot(), RecordQuery::Kind::tags, Audience::newsroom);
}

Result<http::Response> read(Call const& call, Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    return read_record(call, reader.snapshot(), RecordQuery::Kind::tags, Audience::newsroom);
}

Result<Tag> tag_by_id(db::Connection& connection, std::string_view id)
{
    auto const all = TRY(Tags(connection).all());
    auto const found = std::ranges::find(all, id, &Tag::id);
    if (found == all.end())
        return not_found("Tag not found.");
    return *found;
}

template <typename Body>
auto change(Call const& call, Body&& body) -> std::invoke_result_t<Body, Change&>
{
    auto const connection = TRY(call.services.database.connect());
    return newsroom::change(*connection, call.services.clock, call.services.random, body);
}

Result<void> tell(Change& change, Integration const& who, std::string_view act, Tag const& tag)
{
    return staff::AuditLog(change.connection(), change.clock()).add(who, act, tag.id, tag.text.name);
}

// Saves what was sent over the tag that `find(change)` returns, and answers with it.
template <typename Find>
Result<http::Response> save(
    Call const& call, Integration const& who, int status, std::string_view act, Find const& find)
{
    auto const sent = record_in_body(call, "tags");
    if (auto const* refusal = std::get_if<Refusal>(&sent))
        return call.refuse(*refusal);
    auto write = [&](Change& change) -> Result<std::string> {
        Tag const former = TRY(find(change));
        auto tag = TRY(with_fields(change, former, std::get<json::object>(sent)));
        TRY(Tags::save(change, tag));
        auto const saved = TRY(Tags(change.connection()).by_slug(tag.slug));
        TRY(tell(change, who, act, *saved));
        return saved->id;
    };
    auto const id = TRY(change(call, write));
    auto const reader = TRY(call.services.site.read());
    auto const tag = TRY(tag_by_id(reader.snapshot().connection(), id));
    return answer_one(
        status, "tags", tag_object({reader.catalogue(), call.options, Audience::newsroom}, tag));
}

Result<http::Response> add(Call const& call, Integration const& who)
{
    return save(call, who, 201, "tag.added", [](Change&) { return Result<Tag>(Tag()); });
}

Result<http::Response> edit(Call const& call, Integration const& who)
{
    return save(call, who, 200, "tag.saved",
        [&](Change& change) { return tag_by_id(change.connection(), call.part(1)); });
}

Result<http::Response> remove(Call const& call, Integration const& who)
{
    auto take_away = [&](Change& change) -> Result<void> {
        auto const tag = TRY(tag_by_id(change.connection(), call.part(1)));
        TRY(Tags::remove(change, tag.number));
        return tell(change, who, "tag.deleted", tag);
    };
    TRY(change(call, take_away));
    return answer_nothing();
}

constexpr AdminRoute routes[] = {
    {Method::get, "tags", browse},
    {Method::post, "tags", add},
    {Method::get, "tags/{}", read},
    {Method::get, "tags/slug/{}", read},
    {Method::put, "tags/{}", edit},
    {Method::delete_, "tags/{}", remove},
};

} // namespace

std::span<AdminRoute const> tag_routes()
{
    return routes;
}

} // namespace broadsheet::api
