#pragma once

#include "admin/carried_form.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/form.h"
#include "http/multipart.h"
#include "http/request.h"
#include "http/response.h"
#include "staff/sessions.h"
#include "templates/collections.h"

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::admin {

// One request to the newsroom's pages: who asks, what for, and how to answer. Used by one thread.
class Visit {
public:
    Visit(Services&, http::Request const&, db::Connection&);

    Services& services;
    http::Request const& request;
    db::Connection& connection;

    // Who asks; nothing for who has not signed in. Half-open while the second factor is to come.
    std::optional<staff::Session> session;
    std::string token; // of the session; empty: none
    // Why it is not known who asks, though they bring a session: then nobody is told that they are signed
    // out.
    std::optional<Error> session_trouble;
    // Only behind a route that asks for somebody signed in.
    staff::Account const& account() const { return session->account; }

    // A form that waits until its sender is let in, as CarriedForm::text(); "": none.
    std::string carried;
    // Returns the posted form as one that can be carried.
    CarriedForm carried_form() const;
    // Goes on as who has just been let in.
    Result<void> enter(std::string_view session_token);

    // What the {} of the route's pattern stand for.
    std::vector<std::string_view> parts;
    std::string_view part(std::size_t index) const { return parts[index]; }

    // A field of the posted form, or of the query; "" if it is not there.
    std::string_view field(std::string_view name) const;
    std::string_view query(std::string_view name) const;
    // All fields of that name of the posted form.
    std::vector<std::string_view> fields(std::string_view name) const;
    // A file of the posted form; nothing if there is none, or an empty one without a name.
    std::optional<http::Part> file(std::string_view name) const;

    // The language to answer in.
    std::string language;
    std::string translated(std::string_view text) const;

    // Where the request comes from, for limits held in memory: the peer, or whom our reverse proxy
    // names last in X-Forwarded-For.
    std::string address() const;
    // How the browser reached us, through a proxy or not.
    bool is_secure() const;
    std::string origin() const; // "https://example.org:8443"
    // Which page sent the request, as the browser says in two header fields.
    enum class Sender { page_of_ours, unknown, another_site };
    Sender sender() const;
    std::string host_name() const; // "example.org"

    // Renders a view. `status` is 422 where a form could not be taken.
    Result<http::Response> page(std::string_view view, templates::Map fields, int status = 200) const;
    // The same form again, with what was wrong.
    Result<http::Response> refused(std::string_view view, templates::Map fields, Error const&) const;
    // Goes on to another page of ours after a form was taken. `notice` names a text to show there once.
    http::Response redirect(std::string_view path, std::string_view notice = "") const;

    // Whether a script asks, which is answered in JSON.
    bool wants_json() const;
    http::Response json(int status, boost::json::value const&) const;
    // {"error": "…", "code": "…"}: the message in the visitor's language, and, unless the status says it all,
    // a word for the script.
    http::Response json_error(int status, std::string_view message, std::string_view code = "") const;

    // Sets or removes the session's cookie.
    void set_session(http::Response&, std::string_view token) const;

private:
    void read_form();

    FormFields form_;
    FormFields query_;
    std::vector<http::Part> files_;
};

} // namespace broadsheet::admin
