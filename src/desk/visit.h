#pragma once

#include "base/form.h"
#include "desk/route.h"
#include "desk/services.h"
#include "http/peer.h"
#include "newsroom/settings.h"
#include "site/views/view_set.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::desk {

// Says that an answer is for one reader, and that its address may hold a token that is nobody else's
// business.
void make_private(http::Response&, std::string_view caching = "no-store");

// One reader's request, and how to answer it. It has no cookie, and nothing of it is written down. Used by
// one thread.
class Visit {
public:
    Visit(Services const&, site::ViewSet const&, http::Request const&, db::Connection&,
        newsroom::Settings const&, DeskPath);

    Services const& services;
    site::ViewSet const& views;
    http::Request const& request;
    db::Connection& connection;
    newsroom::Settings const& settings;
    std::string language; // one of the newspaper's

    // What the {} of the route's pattern stand for.
    std::vector<std::string_view> parts;
    std::string_view part(std::size_t index) const { return parts[index]; }

    // A field of the posted form, or of the query; "" if it is not there.
    std::string_view field(std::string_view name) const { return find_field(form_, name).value_or(""); }
    std::string_view query(std::string_view name) const { return find_field(query_, name).value_or(""); }
    // All fields of that name of the posted form.
    std::vector<std::string_view> fields(std::string_view name) const { return find_fields(form_, name); }

    std::string translated(std::string_view text) const { return views.translated(language, text); }

    // Returns a path of the desk ("/support/") in the visit's language, root-relative.
    std::string path(std::string_view rest) const;
    // The same with the newspaper's public address before it, for mails.
    std::string address(std::string_view rest) const;
    // Where the request comes from, for limits held in memory.
    std::string origin() const { return http::client_address(request); }

    // Renders a view within the newspaper's clothes. `title` is English, a key for translation.
    struct Look {
        int status = 200;
        std::vector<std::string> form_targets = {}; // see site::FramedPage
        std::string given = {}; // the same
        bool may_be_gone_back_to = false; // its browser may keep it for the Back button; nobody else may
    };
    Result<http::Response> page(
        std::string_view view, std::string_view title, templates::Map fields, Look) const;
    Result<http::Response> page(std::string_view view, std::string_view title, templates::Map fields) const
    {
        return page(view, title, std::move(fields), Look());
    }
    // A page that says one thing, in English: a key for translation.
    Result<http::Response> message(std::string_view title, std::string_view text, int status = 200) const;
    // Goes on after a form was taken, to a path of the desk or an absolute address.
    http::Response redirect(std::string_view to) const;

private:
    FormFields form_;
    FormFields query_;
    std::string_view rest_; // of the path, behind the language
};

} // namespace broadsheet::desk
