#pragma once

#include "admin/handler.h"
#include "places.h"
#include "staff/accounts.h"
#include "support/database.h"
#include "support/fake_post.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::admin {

// A newspaper with its newsroom's pages.
class Newsroom {
public:
    Newsroom();

    staff::Accounts accounts() { return {*lease_, clock, random}; }
    // Adds an account that signs in with `password` and its role's name.
    staff::Account add(staff::Role);
    // Makes the pages anew, with what is known of mirrors.
    void make_handler(mirror::HealthBoard const* mirrors);
    static constexpr std::string_view password = "ferry granite moss lantern";

    ManualClock clock{1'700'000'000'000};
    SeededRandom random{5};
    test::TestDatabase database{db::Dialect::sqlite};
    test::TemporaryFolder folder;
    vault::Custody custody;
    test::FakePost post;
    media::MediaStore media{folder.path() / "media", BROADSHEET_PICTURE_WORKER};

    site::Site site{*database, clock, test::must(site::Theme::built_in())};

private:
    db::Database::Lease lease_;

public:
    mail::Outbox outbox;
    mail::RelayHealth relay_health{clock};
    std::unique_ptr<AdminHandler> handler;
};

// What a browser does as far as these pages notice: it keeps the cookie, and sends what a form holds.
class Browser {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    explicit Browser(Newsroom& newsroom)
        : newsroom_(newsroom)
    {
    }

    http::Response get(std::string_view target);
    // Posts the fields with the form token of this session.
    http::Response post(std::string_view target, Fields const&);
    // Posts a form with a file, as browsers send it.
    http::Response upload(std::string_view target, std::string_view file_name, std::string_view content,
        Fields const& fields = {});
    // Signs in with a password; the account must have no second factor.
    void sign_in(std::string_view login);

    std::map<std::string, std::string> cookies;
    std::vector<http::Header> headers; // sent with every request
    bool has_form_token = true;

private:
    http::Response send(http::Request);

    Newsroom& newsroom_;
};

std::string body_of(http::Response const&);
std::string header_of(http::Response const&, std::string_view name);

} // namespace broadsheet::admin
