#include "cli/reader_handler.h"

#include "base/ascii.h"
#include "html/relative_links.h"
#include "mirror/build.h"
#include "mirror/media_type.h"
#include "newsroom/redirects.h"
#include "site/site.h"

#include <algorithm>

namespace broadsheet::cli {

namespace {

constexpr std::string_view media_prefix = "/media/";
constexpr std::string_view search_part = "/search/";

// What is served from the mirror's folder: the log, and editions to take away.
bool is_of_mirror(std::string_view path)
{
    return path.starts_with("/log/") || path.starts_with("/takeaway/");
}

// The mirror's names there have no other characters; so none leads out of its folder.
bool is_name(std::string_view name)
{
    return name.find("..") == name.npos && std::ranges::all_of(name, [](char c) {
        return is_alphanumeric(c) || c == '/' || c == '.' || c == '-' || c == '_';
    });
}

// A correction or a withdrawal shows to whoever comes back, so a browser asks each time whether its copy is
// the newest: without this it would guess for how long it is. Pages name what belongs to the theme by
// version.
std::string_view keeping(std::string_view path, site::Page const& page)
{
    return page.status == 200 && path.starts_with("/assets/") ? "public, max-age=86400" : "no-cache";
}

http::Response response_for(site::Page const& page)
{
    http::Response response;
    response.status = page.status;
    response.content_type = page.content_type;
    response.body = page.body;
    if (!page.content_security_policy.empty())
        response.content_security_policy = page.content_security_policy;
    if (page.status == 200)
        response.last_modified = page.last_modified;
    if (!page.is_fleeting && (page.status == 200 || !page.shared_as.empty())) {
        response.cacheability
            = http::Cacheability{static_cast<std::uint64_t>(page.edition), true, page.shared_as};
        if (page.may_lead_on)
            response.cacheability->telling_parameters = newsroom::leading_parameters;
    }
    return response;
}

// Returns a redirect's location relative to the path that was asked for, so that it leads to the same place
// below whatever path a proxy put in front (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2).
std::string location_for(std::string_view target, std::string const& location)
{
    if (!location.starts_with('/') || location.starts_with("//"))
        return location;
    return html::way_to_root(target) + location.substr(1);
}

} // namespace

ReaderHandler::ReaderHandler(
    site::Site& site, media::MediaStore const& media, newsroom::ViewCounter& views, Reading reading)
    : site_(site)
    , media_(media)
    , views_(views)
    , reading_(std::move(reading))
{
}

bool ReaderHandler::is_page(std::string_view path) const
{
    return !path.starts_with(media_prefix) && !is_of_mirror(path) && !path.ends_with(search_part);
}

// The list of mirrors is the one of the edition that is signed: readers' browsers prove it before they know
// whether this is the newspaper's own address, which may be ahead of the log, or a mirror, which may not.
bool ReaderHandler::is_signed_list(std::string_view path) const
{
    constexpr std::string_view list = "/mirrors.json";
    std::error_code failed;
    return path == list && !reading_.mirror.empty()
        && std::filesystem::exists(reading_.mirror / list.substr(1), failed);
}

http::Response ReaderHandler::handle(http::Request const& request)
{
    if (request.path.starts_with(media_prefix))
        return media(request);
    if (is_of_mirror(request.path) || is_signed_list(request.path))
        return of_mirror(request);
    auto const page = site_.page(request.target);
    auto response = response_for(page);
    response.headers.push_back({"Cache-Control", std::string(keeping(request.path, page))});
    // A worker's own policy says where it may ask: this server, and mirrors anywhere
    // (https://www.w3.org/TR/CSP3/#run-a-worker). A mirror's host sends none.
    if (request.path == "/worker.js")
        response.content_security_policy = "default-src 'none'; connect-src *";
    // https://community.torproject.org/onion-services/advanced/onion-location/. Without the query: the page
    // is kept for any, and would tell every reader what the first one's was.
    if (!reading_.onion.empty() && page.status == 200 && !page.content_security_policy.empty())
        response.headers.push_back(
            {"Onion-Location", reading_.onion + request.target.substr(0, request.target.find('?'))});
    if (!page.location.empty())
        response.headers.push_back({"Location", location_for(request.target, page.location)});
    if (response.cacheability && page.status == 200 && page.content_type.starts_with("text/html"))
        response.views = views_.of(page.article);
    return response;
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

http::Response ReaderHandler::of_mirror(http::Request const& request) const
{
    auto const name = request.path.substr(1);
    if (reading_.mirror.empty() || !is_name(name))
        return http::make_error(404);
    // Between two editions the one does not prove the other: nobody shall think that he reads something forged.
    if (name.starts_with("log/") && !mirror::check_is_whole(reading_.mirror).ok())
        return http::make_error(503);
    auto open = http::OpenFile::open(reading_.mirror / name);
    if (!open)
        return http::make_error(404);
    auto response = http::make_file_response(std::move(*open), std::string(mirror::media_type_of(name)));
    response.headers.push_back({"Cache-Control", "no-cache"});
    return response;
}

} // namespace broadsheet::cli
