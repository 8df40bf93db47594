#include "http/status_handler.h"

namespace broadsheet::http {

namespace {

Response text(int status, std::string content_type, std::string body)
{
    auto response = make_response(status, std::move(content_type), std::move(body));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

} // namespace

StatusHandler::StatusHandler(Metrics const& metrics, PageCache const* cache, Check check)
    : metrics_(metrics)
    , cache_(cache)
    , check_(std::move(check))
{
}

Response StatusHandler::handle(Request const& request)
{
    if (request.path == "/metrics")
        return text(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.exposition(cache_));
    if (request.path != "/healthz")
        return make_error(404);
    auto const problem = check_ ? check_() : std::string();
    return problem.empty() ? text(200, "text/plain; charset=utf-8", "ok\n")
                           : text(503, "text/plain; charset=utf-8", problem + "\n");
}

} // namespace broadsheet::http
