#pragma once

#include "http/handler.h"
#include "media/store.h"

namespace broadsheet::site {
class Site;
}

namespace broadsheet::cli {

// Answers readers: pages from the site, pictures and files from the media store. Thread-safe.
class ReaderHandler final : public http::Handler {
public:
    ReaderHandler(site::Site&, media::MediaStore const&);

    http::Response handle(http::Request const&) override;
    bool is_page(std::string_view path) const override;

private:
    http::Response media(http::Request const&) const;

    site::Site& site_;
    media::MediaStore const& media_;
};

} // namespace broadsheet::cli
