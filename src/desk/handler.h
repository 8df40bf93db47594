#pragma once

#include "desk/services.h"
#include "http/handler.h"
#include "site/views/view_set.h"

#include <memory>

namespace broadsheet::desk {

// Answers what readers send: sign up, confirm, unsubscribe, contribute, remind me later. Plain HTML forms
// that work without a script, set into the newspaper's own pages. Thread-safe.
class DeskHandler final : public http::Handler {
public:
    static Result<std::unique_ptr<DeskHandler>> make(Services const&);

    // Whether a route has this path. Does not block.
    static bool is_ours(std::string_view path);

    http::Response handle(http::Request const&) override;
    std::vector<http::Method> methods(std::string_view path) const override;
    bool is_page(std::string_view /*path*/) const override { return false; }

private:
    DeskHandler(Services const& services, site::ViewSet views)
        : services_(services)
        , views_(std::move(views))
    {
    }
    Result<http::Response> answer(http::Request const&) const;

    Services services_;
    site::ViewSet views_;
};

} // namespace broadsheet::desk
