#include "admin/handler.h"

#include "admin/assets.h"
#include "admin/pages/sign_in_form.h"
#include "admin/visit.h"
#include "base/encoding.h"
#include "base/log.h"
#include "http/route_pattern.h"
#include "staff/rules.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using templates::Map;

// A form carries the token as a field, a script as a header field, which no page of another site can send.
bool has_form_token(Visit const& visit)
{
    auto const of_script = visit.request.header("X-Broadsheet-Token");
    return visit.token.empty()
        || staff::is_form_token(of_script ? *of_script : visit.field("form_token"), visit.token);
}

// `code` tells a script why it may not: signing in again helps against an old "token", and never against
// "forbidden".
Result<http::Response> show_message(
    Visit& visit, int status, std::string_view message, std::string_view code = "")
{
    if (visit.wants_json())
        return visit.json_error(status, message, code);
    Map fields;
    fields.set("message", visit.translated(message));
    return visit.page("message", std::move(fields), status);
}

// Returns where to go on after signing in or confirming: here for what was asked to be shown, its page's
// parent for what was to be done.
std::string next_of(Visit const& visit)
{
    return visit.request.method == http::Method::get ? visit.request.path : "/admin/";
}

using Ask = Result<http::Response> (*)(Visit const&);

// Whether the form can wait until its sender is let in. Only what a page of ours has surely sent does: what
// another site sends must not come back on a page with our token.
bool can_wait(Visit const& visit)
{
    bool const is_about_the_session
        = visit.request.path == "/admin/confirm/" || visit.request.path == "/admin/sign-out/";
    return visit.request.method == http::Method::post && visit.sender() == Visit::Sender::page_of_ours
        && (!is_about_the_session || !visit.carried.empty());
}

// Answers a form whose sender cannot be let in with it, and lets it wait for them if it can; otherwise the
// visitor goes to `page`.
Result<http::Response> ask_first(Visit& visit, Ask ask, std::string_view page)
{
    if (!can_wait(visit))
        return visit.redirect(page);
    if (visit.carried.empty()) {
        auto text = visit.carried_form().text();
        if (!text.ok())
            return show_message(visit, 413,
                "You are signed out, or have to show again that it is you, and the form is too long to be "
                "kept meanwhile. Go back, do that in another tab, and send it once more.");
        visit.carried = std::move(text).value();
    }
    return ask(visit);
}

// A page of another site cannot make a browser send both our cookie and the form's token; what the browser
// says of the sender catches what it might try all the same, the sign-in form among it, which has no session
// and so no token. A page of ours may be older than the session: then its form waits for the button under it.
Result<http::Response> refuse_form(Visit& visit, Route const& route)
{
    constexpr std::string_view message
        = "The form is too old, or came from another site. Go back, load the page "
          "again and send it once more.";
    bool const is_of_somebody = visit.session && visit.session->is_open && !route.admission.is_for_everyone();
    if (visit.wants_json() || !is_of_somebody || !can_wait(visit))
        return show_message(visit, 403, message, "token");
    return ask_first(
        visit, [](Visit const& asked) { return offer_to_send_again(asked, Waited::for_a_newer_page); },
        "/admin/");
}

// Returns why the visitor may not take the route, as a page or a redirect to what is missing.
std::optional<Result<http::Response>> turn_away(Visit& visit, Route const& route)
{
    if (route.admission.is_for_everyone())
        return {};
    bool const is_signed_in = visit.session && visit.session->is_open;
    if (!is_signed_in && visit.wants_json())
        return visit.json_error(401, "You have signed out.");
    if (!is_signed_in)
        return ask_first(
            visit, ask_to_sign_in, "/admin/sign-in/?next=" + percent_encode(next_of(visit), "/"));
    auto const act = route.admission.act();
    if (!act)
        return {};
    auto const rules = staff::load_rules(visit.connection);
    if (!rules.ok())
        return rules.error();
    if (rules->second_factor_for_all && !visit.account().has_second_factor())
        return visit.wants_json()
            ? visit.json_error(403, "Add a second factor to your account first.", "second-factor")
            : visit.redirect("/admin/account/", "second-factor");
    if (!visit.account().may(*act))
        return show_message(visit, 403, "Your role does not allow this.", "forbidden");
    staff::Sessions const sessions(visit.connection, visit.services.clock, visit.services.random);
    if (!staff::is_sensitive(*act) || sessions.is_confirmed(*visit.session))
        return {};
    if (visit.wants_json())
        return visit.json_error(403, "What you are about to do asks for it again.", "confirm");
    return ask_first(visit, ask_to_confirm, "/admin/confirm/?next=" + percent_encode(next_of(visit), "/"));
}

Route const* find_route(http::Request const& request, std::vector<std::string_view>& parts)
{
    for (auto const& route : all_routes()) {
        if (route.method != request.method)
            continue;
        if (auto found = http::match(route.pattern, request.path)) {
            parts = std::move(*found);
            return &route;
        }
    }
    return nullptr;
}

} // namespace

AdminHandler::AdminHandler(Foundation const& foundation, Views views, newsletter::IssueRenderer issues)
    : views_(std::move(views))
    , issues_(std::move(issues))
    , door_(foundation.database, foundation.clock, foundation.random)
    , services_{foundation, door_, views_, issues_}
{
}

Result<std::unique_ptr<AdminHandler>> AdminHandler::make(Foundation const& foundation)
{
    auto views = TRY(Views::load());
    auto issues = TRY(newsletter::IssueRenderer::load());
    return std::unique_ptr<AdminHandler>(new AdminHandler(foundation, std::move(views), std::move(issues)));
}

Result<http::Response> AdminHandler::answer(http::Request const& request)
{
    if (request.path.starts_with(asset_folder))
        return asset_response(request.path);
    auto lease = TRY(services_.database.connect());
    Visit visit(services_, request, *lease);
    if (visit.session_trouble)
        return Error{ErrorCode::unavailable, "who asks: " + visit.session_trouble->message};
    if (!request.path.ends_with('/'))
        return visit.redirect(request.path + "/");
    auto const* route = find_route(request, visit.parts);
    if (route == nullptr)
        return show_message(visit, 404, "There is nothing here.");
    bool const is_way_in = request.path == "/admin/confirm/" || request.path.starts_with("/admin/sign-in/");
    if (is_way_in && visit.sender() == Visit::Sender::page_of_ours
        && CarriedForm::read(visit.field("carried")).ok())
        visit.carried = visit.field("carried");
    if (auto turned_away = turn_away(visit, *route))
        return std::move(*turned_away);
    if (request.method == http::Method::post
        && (visit.sender() == Visit::Sender::another_site || !has_form_token(visit)))
        return refuse_form(visit, *route);
    auto answered = route->answer(visit);
    if (!answered.ok() && answered.error().code == ErrorCode::not_found)
        return show_message(visit, 404, answered.error().message);
    if (!answered.ok() && answered.error().code == ErrorCode::forbidden)
        return show_message(visit, 403, answered.error().message, "forbidden");
    if (!answered.ok()
        && (answered.error().code == ErrorCode::conflict || answered.error().code == ErrorCode::invalid))
        return show_message(visit, 422, answered.error().message);
    return answered;
}

http::Response AdminHandler::handle(http::Request const& request)
{
    auto answered = answer(request);
    if (answered.ok())
        return std::move(answered).value();
    // The path is not logged: it may hold the token of an invitation.
    log_error("the newsroom's pages: {}", answered.error().message);
    return http::make_error(answered.error().code == ErrorCode::unavailable ? 503 : 500);
}

std::vector<http::Method> AdminHandler::methods(std::string_view path) const
{
    std::vector<http::Method> methods{http::Method::get};
    for (auto const& route : all_routes())
        if (route.method != http::Method::get && http::match(route.pattern, path)
            && std::ranges::find(methods, route.method) == methods.end())
            methods.push_back(route.method);
    return methods;
}

} // namespace broadsheet::admin
