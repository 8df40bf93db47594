#include "cli/reader_handler.h"

#include "site/site.h"

namespace broadsheet::cli {

namespace {

constexpr std::string_view media_prefix = "/media/";
constexpr std::string_view search_part = "/search/";

http::Response response_for(site::Page const& page)
{
    http::Response response;
    response.status = page.status;
    response.content_type = page.content_type;
    response.body = page.body;
    if (!page.content_security_policy.empty())
        response.content_security_policy = page.content_security_policy;
    if (!page.location.empty())
        response.headers.push_back({"Location", page.location});
    if (page.status == 200)
        response.last_modified = page.last_modified;
    if (!page.is_fleeting && page.status == 200)
        response.cacheability = http::Cacheability{static_cast<std::uint64_t>(page.edition), true};
    return response;
}

} // namespace

ReaderHandler::ReaderHandler(site::Site& site, media::MediaStore const& media)
    : site_(site)
    , media_(media)
{
}

bool ReaderHandler::is_page(std::string_view path) const
{
    return !path.starts_with(media_prefix) && !path.ends_with(search_part);
}

http::Response ReaderHandler::handle(http::Request const& request)
{
    if (request.path.starts_with(media_prefix))
        return media(request);
    return response_for(site_.page(request.target));
}

http::Response ReaderHandler::media(http::Request const& request) const
{
    auto file = media_.file_of(request.path);
    if (!file)
        return http::make_error(404);
    auto open = http::OpenFile::open(*file);
    if (!open)
        return http::make_error(404);
    auto response
        = http::make_file_response(std::move(*open), std::string(media::type_of_path(request.path)));
    // The name is the content's hash: it never changes.
    response.headers.push_back({"Cache-Control", "public, max-age=31536000, immutable"});
    return response;
}

} // namespace broadsheet::cli
