#include "api/admin_routes.h"
#include "api/resources.h"
#include "http/multipart.h"
#include "media/file_type.h"
#include "newsroom/media_intake.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"

#include <algorithm>
#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using http::Method;
using newsroom::Change;
using newsroom::MediaItem;
using staff::Integration;

// Enters a picture in the library, where it may be already.
Result<MediaItem> enter(Call const& call, Integration const& who, http::Part const& file)
{
    auto const connection = TRY(call.services.database.connect());
    MediaItem said;
    said.name = file.file_name;
    auto const tell = [&](Change& change, MediaItem const& item) {
        return staff::AuditLog(change.connection(), change.clock())
            .add(who, "media.added", item.path, item.name);
    };
    return newsroom::take_into_library(*connection, call.services.clock, call.services.random,
        call.services.media, file.content, std::move(said), tell);
}

Result<std::string> public_address(Call const& call, MediaItem const& item)
{
    auto const connection = TRY(call.services.database.connect());
    return TRY(newsroom::load_settings(*connection)).url + item.path;
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
    auto const item = enter(call, who, *file);
    if (!item.ok()) {
        auto const code = item.error().code;
        if (code != ErrorCode::invalid && code != ErrorCode::limit)
            return item.error();
        auto refusal = unfit;
        refusal.context = item.error().message;
        return call.refuse(refusal);
    }
    auto const url = TRY(public_address(call, *item));
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
