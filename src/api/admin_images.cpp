#include "api/admin_routes.h"
#include "api/resources.h"
#include "http/multipart.h"
#include "media/file_type.h"
#include "newsroom/media_library.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"

#include <algorithm>
#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using http::Method;
using newsroom::Change;
using staff::Integration;

// Notes a stored picture in the library and returns its public address.
Result<std::string> enter(Call const& call, Integration const& who, media::StoredMedia const& stored)
{
    auto const connection = TRY(call.services.database.connect());
    auto write = [&](Change& change) -> Result<std::string> {
        TRY(newsroom::MediaLibrary::add(change, newsroom::item_of(stored)));
        TRY(staff::AuditLog(change.connection(), change.clock()).add(who, "media.added", stored.path));
        return TRY(newsroom::load_settings(change.connection())).url + stored.path;
    };
    return newsroom::change(*connection, call.services.clock, call.services.random, write);
}

Result<http::Response> upload(Call const& call, Integration const& who)
{
    auto const parts
        = http::parse_multipart(call.request.header("Content-Type").value_or(""), call.request.body);
    if (!parts.ok())
        return call.refuse(bad_request("Request not understood", parts.error().message));
    auto const file = std::ranges::find(*parts, "file", &http::Part::name);
    if (file == parts->end())
        return call.refuse(
            {422, "ValidationError", "Please select an image.", "the form has no part \"file\""});
    Refusal const unfit{415, "UnsupportedMediaTypeError", "Please select a valid image."};
    if (!media::file_type_of(file->content).is_picture)
        return call.refuse(unfit);
    auto const stored = call.services.media.take(file->content);
    if (!stored.ok()) {
        auto const code = stored.error().code;
        if (code != ErrorCode::invalid && code != ErrorCode::limit)
            return stored.error();
        auto refusal = unfit;
        refusal.context = stored.error().message;
        return call.refuse(refusal);
    }
    auto const url = TRY(enter(call, who, *stored));
    auto const ref = std::ranges::find(*parts, "ref", &http::Part::name);
    json::value const given = ref == parts->end() ? json::value(nullptr) : json::value(ref->content);
    return answer_one(201, "images", {{"url", url}, {"ref", given}});
}

constexpr AdminRoute routes[] = {{Method::post, "images/upload", upload}};

} // namespace

std::span<AdminRoute const> image_routes()
{
    return routes;
}

} // namespace broadsheet::api
