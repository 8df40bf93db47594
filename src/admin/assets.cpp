#include "admin/assets.h"

#include "base/embedded.h"
#include "base/encoding.h"

namespace broadsheet {

std::span<EmbeddedFile const> embedded_admin();
std::span<EmbeddedFile const> embedded_web();

} // namespace broadsheet

namespace broadsheet::admin {

namespace {

std::string_view type_of(std::string_view path)
{
    if (path.ends_with(".css"))
        return "text/css; charset=utf-8";
    if (path.ends_with(".js"))
        return "text/javascript; charset=utf-8";
    if (path.ends_with(".txt"))
        return "text/plain; charset=utf-8";
    return "application/octet-stream";
}

EmbeddedFile const* find_asset(std::string_view name)
{
    for (auto const files : {embedded_admin(), embedded_web()})
        for (auto const& file : files)
            if (file.path.starts_with("assets/") && file.path.substr(7) == name)
                return &file;
    return nullptr;
}

} // namespace

Result<http::Response> asset_response(std::string_view path)
{
    auto const name = path.substr(asset_folder.size());
    auto const* file = find_asset(name);
    if (file == nullptr)
        return http::make_error(404);
    auto response = http::make_response(200, std::string(type_of(name)), std::string(file->content));
    response.content_security_policy = "";
    response.etag = to_hex(sha256(file->content)).substr(0, 16);
    response.headers.push_back({"Cache-Control", "no-cache"});
    return response;
}

} // namespace broadsheet::admin
