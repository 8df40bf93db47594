#pragma once

#include "base/random.h"
#include "db/database.h"
#include "http/handler.h"
#include "site/site.h"

namespace broadsheet::admin {

// Shows an article that is not published yet to whoever has a link to it, below /preview/: as readers would
// see it, kept by nobody. Thread-safe.
class PreviewHandler final : public http::Handler {
public:
    // What is given lives longer.
    PreviewHandler(db::Database& database, site::Site const& site, Clock const& clock, Random& random)
        : database_(database)
        , site_(site)
        , clock_(clock)
        , random_(random)
    {
    }

    static bool is_ours(std::string_view path) { return path.starts_with("/preview/"); }

    http::Response handle(http::Request const&) override;
    bool is_page(std::string_view /*path*/) const override { return false; }

private:
    Result<site::Page> page(std::string_view token) const;

    db::Database& database_;
    site::Site const& site_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::admin
