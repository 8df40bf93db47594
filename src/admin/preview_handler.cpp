#include "admin/preview_handler.h"

#include "base/log.h"
#include "newsroom/articles.h"
#include "workflow/previews.h"
#include "workflow/working_copies.h"

namespace broadsheet::admin {

Result<site::Page> PreviewHandler::page(std::string_view token) const
{
    auto article = [&]() -> Result<newsroom::Article> {
        auto const connection = TRY(database_.connect());
        auto const number = TRY(workflow::Previews(*connection, clock_, random_).article(token));
        auto former = TRY(newsroom::Articles(*connection).by_number(number));
        auto const newest = TRY(workflow::WorkingCopies(*connection, clock_).find(former));
        return workflow::preview_of(*connection, std::move(former), newest.content, clock_.now());
    };
    return site_.preview(TRY(article()));
}

http::Response PreviewHandler::handle(http::Request const& request)
{
    constexpr std::string_view prefix = "/preview/";
    auto token = std::string_view(request.path).substr(prefix.size());
    if (token.ends_with('/'))
        token.remove_suffix(1);
    auto const shown = page(token);
    http::Response response;
    if (shown.ok()) {
        response.content_type = shown->content_type;
        response.body = shown->body;
        response.content_security_policy = shown->content_security_policy;
    } else {
        if (shown.error().code != ErrorCode::not_found)
            log_error("a preview: {}", shown.error().message);
        response = http::make_error(shown.error().code == ErrorCode::not_found ? 404 : 500);
    }
    // No search engine and no cache learns of it; to other sites browsers tell no more than the host.
    response.headers.push_back({"X-Robots-Tag", "noindex, nofollow"});
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

} // namespace broadsheet::admin
