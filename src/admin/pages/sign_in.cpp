#include "admin/pages/pages.h"

#include "admin/pages/passkey_form.h"
#include "admin/visit.h"
#include "base/encoding.h"

namespace broadsheet::admin {

namespace {

using templates::Map;

constexpr std::string_view sign_in_path = "/admin/sign-in/";

// Only a path of the newsroom's pages is gone to, so that a link cannot lead elsewhere after signing in.
std::string_view next_of(std::string_view asked)
{
    bool const is_ours = asked.starts_with("/admin/") && asked.find('\\') == std::string_view::npos
        && asked.find("//") == std::string_view::npos;
    return is_ours ? asked : "/admin/";
}

Map sign_in_fields(Visit const& visit)
{
    Map fields;
    auto const next = visit.request.method == http::Method::post ? visit.field("next") : visit.query("next");
    fields.set("next", std::string(next_of(next)));
    fields.set("login", std::string(visit.field("login")));
    fields.set("is_half_open", visit.session && !visit.session->is_open);
    return fields;
}

http::Response enter(Visit& visit, staff::Door::Entry const& entry)
{
    std::string const next(next_of(visit.field("next")));
    auto response = visit.redirect(
        entry.is_open ? next : std::string(sign_in_path) + "?next=" + percent_encode(next, "/"));
    visit.set_session(response, entry.token);
    return response;
}

Result<http::Response> show(Visit& visit)
{
    if (visit.session && visit.session->is_open)
        return visit.redirect(next_of(visit.query("next")));
    return visit.page("sign-in", sign_in_fields(visit));
}

Result<http::Response> take_password(Visit& visit)
{
    auto entry = visit.services.door.enter_with_password(
        visit.field("login"), visit.field("password"), visit.address());
    if (!entry.ok())
        return visit.refused("sign-in", sign_in_fields(visit), entry.error());
    return enter(visit, entry.value());
}

Result<http::Response> take_code(Visit& visit)
{
    auto entry = visit.services.door.enter_with_code(visit.token, visit.field("code"), visit.address());
    if (!entry.ok())
        return visit.refused("sign-in", sign_in_fields(visit), entry.error());
    return enter(visit, entry.value());
}

Result<http::Response> take_passkey(Visit& visit)
{
    auto entry = visit.services.door.enter_with_passkey(
        relying_party(visit), visit.field("challenge"), visit.token, assertion_of(visit), visit.address());
    if (!entry.ok())
        return visit.refused("sign-in", sign_in_fields(visit), entry.error());
    return enter(visit, entry.value());
}

Result<http::Response> sign_out(Visit& visit)
{
    TRY(staff::Sessions(visit.connection, visit.services.clock, visit.services.random).end(visit.token));
    auto response = visit.redirect(sign_in_path, "signed-out");
    visit.set_session(response, "");
    return response;
}

Result<http::Response> show_confirmation(Visit& visit)
{
    Map fields;
    fields.set("next", std::string(next_of(visit.query("next"))));
    fields.set("has_second_factor", visit.account().has_second_factor());
    return visit.page("confirm", std::move(fields));
}

Result<http::Response> confirm(Visit& visit)
{
    auto& door = visit.services.door;
    auto const confirmed = !visit.field("credential").empty()
        ? door.confirm_with_passkey(
            relying_party(visit), visit.field("challenge"), visit.token, assertion_of(visit), visit.address())
        : visit.account().has_second_factor()
        ? door.confirm_with_code(visit.token, visit.field("code"), visit.address())
        : door.confirm_with_password(visit.token, visit.field("password"), visit.address());
    if (confirmed.ok())
        return visit.redirect(next_of(visit.field("next")));
    Map fields;
    fields.set("next", std::string(next_of(visit.field("next"))));
    fields.set("has_second_factor", visit.account().has_second_factor());
    return visit.refused("confirm", std::move(fields), confirmed.error());
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/sign-in/", Admission::everyone(), show},
    {http::Method::post, "/admin/sign-in/", Admission::everyone(), take_password},
    {http::Method::post, "/admin/sign-in/code/", Admission::everyone(), take_code},
    {http::Method::post, "/admin/sign-in/passkey/", Admission::everyone(), take_passkey},
    {http::Method::post, "/admin/sign-out/", Admission::signed_in(), sign_out},
    {http::Method::get, "/admin/confirm/", Admission::signed_in(), show_confirmation},
    {http::Method::post, "/admin/confirm/", Admission::signed_in(), confirm},
};

} // namespace

Routes sign_in_routes()
{
    return routes;
}

} // namespace broadsheet::admin
