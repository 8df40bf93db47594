#pragma once

#include "http/handler.h"
#include "media/store.h"
#include "newsroom/readership.h"

namespace broadsheet::site {
class Site;
}

namespace broadsheet::cli {

// What readers are offered beside the pages.
struct Reading {
    std::filesystem::path
        mirror; // a signed mirror's folder, whose log and editions to take away are served; empty: none
    std::string onion; // "http://….onion", for Onion-Location; empty: there is none
};

// Answers readers: pages from the site, each counted as often as it is read, pictures and files from the
// media store, the log that proves them from a mirror's folder. Thread-safe.
class ReaderHandler final : public http::Handler {
public:
    ReaderHandler(site::Site&, media::MediaStore const&, newsroom::ViewCounter&, Reading = {});

    http::Response handle(http::Request const&) override;
    bool is_page(std::string_view path) const override;

private:
    http::Response media(http::Request const&) const;
    bool is_signed_list(std::string_view path) const;
    http::Response of_mirror(http::Request const&) const;

    site::Site& site_;
    media::MediaStore const& media_;
    newsroom::ViewCounter& views_;
    Reading reading_;
};

} // namespace broadsheet::cli
