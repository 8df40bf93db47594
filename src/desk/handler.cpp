#include "desk/handler.h"

#include "base/embedded.h"
#include "base/log.h"
#include "desk/visit.h"
#include "html/relative_links.h"
#include "http/route_pattern.h"

#include <algorithm>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_desk(); // cmake/Embed.cmake

namespace desk {

namespace {

http::Response response_of(site::Page const& page)
{
    http::Response response;
    response.status = page.status;
    response.content_type = page.content_type;
    response.body = page.body;
    response.content_security_policy = page.content_security_policy;
    return response;
}

// Whether there is a route of that pattern, but for a slash at the path's end that mail programs, and people
// who copy links, leave away. Tokens hold capitals, which the site's own redirect would not keep.
bool lacks_only_slash(std::string_view rest)
{
    if (rest.ends_with('/'))
        return false;
    auto const whole = std::string(rest) + "/";
    return std::ranges::any_of(
        all_routes(), [&](Route const& route) { return http::match(route.pattern, whole).has_value(); });
}

http::Response redirect_to_slash(http::Request const& request)
{
    auto response = http::make_response(301, "", "");
    auto const query = std::min(request.target.find('?'), request.target.size());
    response.headers.push_back({"Location",
        html::way_to_root(request.target) + request.target.substr(1, query - 1) + "/"
            + request.target.substr(query)});
    make_private(response);
    return response;
}

// Expected refusals are told to the reader in the newspaper's clothes.
Result<http::Response> tell(Visit const& visit, Error const& error)
{
    switch (error.code) {
    case ErrorCode::not_found:
        return visit.message("This link does not work", error.message, 404);
    case ErrorCode::limit:
        return visit.message("Please wait", error.message, 429);
    case ErrorCode::invalid:
    case ErrorCode::forbidden:
    case ErrorCode::conflict:
        return visit.message("That could not be done", error.message, 422);
    default:
        return error;
    }
}

} // namespace

Result<std::unique_ptr<DeskHandler>> DeskHandler::make(Services const& services)
{
    return std::unique_ptr<DeskHandler>(new DeskHandler(services, TRY(site::ViewSet::load(embedded_desk()))));
}

bool DeskHandler::is_ours(std::string_view path)
{
    auto const rest = split_language(path).rest;
    return lacks_only_slash(rest) || std::ranges::any_of(all_routes(), [&](Route const& route) {
        return http::match(route.pattern, rest).has_value();
    });
}

std::vector<http::Method> DeskHandler::methods(std::string_view path) const
{
    std::string rest(split_language(path).rest);
    if (lacks_only_slash(rest))
        rest += '/';
    std::vector<http::Method> methods;
    for (auto const& route : all_routes())
        if (http::match(route.pattern, rest) && std::ranges::find(methods, route.method) == methods.end())
            methods.push_back(route.method);
    return methods;
}

Result<http::Response> DeskHandler::answer(http::Request const& request) const
{
    std::string whole = request.path;
    if (lacks_only_slash(split_language(request.path).rest)) {
        if (request.method != http::Method::post)
            return redirect_to_slash(request);
        whole += '/'; // a redirect would lose what is posted
    }
    auto const path = split_language(whole);
    auto lease = TRY(services_.database.connect());
    auto const settings = TRY(newsroom::load_settings(*lease));
    if (!path.language.empty()
        && std::ranges::find(settings.languages, path.language) == settings.languages.end())
        return response_of(services_.site.page(request.target));
    Visit visit(services_, views_, request, *lease, settings, path);
    for (auto const& route : all_routes()) {
        if (route.method != request.method)
            continue;
        auto parts = http::match(route.pattern, path.rest);
        if (!parts)
            continue;
        visit.parts = std::move(*parts);
        auto answered = route.answer(visit);
        return answered.ok() ? std::move(answered) : tell(visit, answered.error());
    }
    return response_of(services_.site.page(request.target));
}

http::Response DeskHandler::handle(http::Request const& request)
{
    auto answered = answer(request);
    if (answered.ok())
        return std::move(answered).value();
    // The path is not logged: it may hold a reader's token.
    log_error("the desk: {}", answered.error().message);
    return http::make_error(answered.error().code == ErrorCode::unavailable ? 503 : 500);
}

} // namespace desk

} // namespace broadsheet
