#pragma once

#include "admin/handler.h"
#include "admin/preview_handler.h"
#include "api/handler.h"
#include "cli/reader_handler.h"
#include "desk/handler.h"

namespace broadsheet::cli {

// Hands each request to whom its path belongs: the newsroom's pages below /admin/, previews below /preview/,
// Ghost's API below /ghost/api/, readers' forms to the desk, readers' pages everywhere else. Thread-safe.
class FrontHandler final : public http::Handler {
public:
    FrontHandler(ReaderHandler& readers, admin::AdminHandler& admin, admin::PreviewHandler& previews,
        api::ApiHandler& api, desk::DeskHandler& desk)
        : readers_(readers)
        , admin_(admin)
        , previews_(previews)
        , api_(api)
        , desk_(desk)
    {
    }

    http::Response handle(http::Request const& request) override { return at(request.path).handle(request); }
    std::vector<http::Method> methods(std::string_view path) const override { return at(path).methods(path); }
    bool is_page(std::string_view path) const override { return at(path).is_page(path); }

private:
    http::Handler& at(std::string_view path) const
    {
        if (admin::AdminHandler::is_ours(path))
            return admin_;
        if (admin::PreviewHandler::is_ours(path))
            return previews_;
        if (api::ApiHandler::is_ours(path))
            return api_;
        if (desk::DeskHandler::is_ours(path))
            return desk_;
        return readers_;
    }

    ReaderHandler& readers_;
    admin::AdminHandler& admin_;
    admin::PreviewHandler& previews_;
    api::ApiHandler& api_;
    desk::DeskHandler& desk_;
};

} // namespace broadsheet::cli
