#pragma once

#include "admin/route.h"
#include "admin/services.h"
#include "admin/views.h"
#include "http/handler.h"

#include <memory>

namespace broadsheet::admin {

// Answers the newsroom's pages, below /admin/. Thread-safe.
class AdminHandler final : public http::Handler {
public:
    static Result<std::unique_ptr<AdminHandler>> make(Foundation const&);

    static bool is_ours(std::string_view path) { return path == "/admin" || path.starts_with("/admin/"); }

    http::Response handle(http::Request const&) override;
    std::vector<http::Method> methods(std::string_view path) const override;
    bool is_page(std::string_view /*path*/) const override { return false; }

private:
    AdminHandler(Foundation const&, Views, newsletter::IssueRenderer);
    Result<http::Response> answer(http::Request const&);

    Views views_;
    newsletter::IssueRenderer issues_;
    staff::Door door_;
    Services services_;
};

} // namespace broadsheet::admin
