#pragma once

#include "api/services.h"
#include "http/handler.h"

namespace broadsheet::api {

// Answers Ghost's content and admin API, below /ghost/api/ (docs/api.md). Thread-safe.
class ApiHandler final : public http::Handler {
public:
    explicit ApiHandler(Services const& services)
        : services_(services)
    {
    }

    static bool is_ours(std::string_view path) { return path.starts_with("/ghost/api/"); }

    http::Response handle(http::Request const&) override;
    std::vector<http::Method> methods(std::string_view path) const override;
    bool is_page(std::string_view /*path*/) const override { return false; }

private:
    Services services_;
};

} // namespace broadsheet::api
