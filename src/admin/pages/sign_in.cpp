#include "admin/pages/pages.h"

#include "admin/pages/passkey_form.h"
#include "admin/pages/sign_in_form.h"
#include "admin/visit.h"
#include "base/encoding.h"
#include "templates/list_of.h"

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
    fields.set("carried", visit.carried);
    return fields;
}

Map confirmation_fields(Visit const& visit, std::string_view next)
{
    return Map{{"next", std::string(next_of(next))}, {"carried", visit.carried},
        {"has_second_factor", visit.account().has_second_factor()}};
}

// A form that waits goes on with its sender; otherwise the next page does.
Result<http::Response> after(Visit& visit, staff::Door::Entry const& entry)
{
    if (!visit.carried.empty()) {
        TRY(visit.enter(entry.token));
        return entry.is_open ? offer_to_send_again(visit, Waited::for_its_sender)
                             : visit.page("sign-in", sign_in_fields(visit));
    }
    std::string const next(next_of(visit.field("next")));
    return visit.redirect(
        entry.is_open ? next : std::string(sign_in_path) + "?next=" + percent_encode(next, "/"));
}

Result<http::Response> enter(Visit& visit, staff::Door::Entry const& entry)
{
    auto response = TRY(after(visit, entry));
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
    return visit.page("confirm", confirmation_fields(visit, visit.query("next")));
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
    auto const next = visit.field("next");
    if (!confirmed.ok())
        return visit.refused("confirm", confirmation_fields(visit, next), confirmed.error());
    return visit.carried.empty() ? visit.redirect(next_of(next))
                                 : offer_to_send_again(visit, Waited::for_its_sender);
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

Result<http::Response> ask_to_sign_in(Visit const& visit)
{
    return visit.page("sign-in", sign_in_fields(visit), 403);
}

Result<http::Response> ask_to_confirm(Visit const& visit)
{
    return visit.page("confirm", confirmation_fields(visit, ""), 403);
}

Result<http::Response> offer_to_send_again(Visit const& visit, Waited waited)
{
    auto const form = TRY(CarriedForm::read(visit.carried));
    auto const named = [](std::pair<std::string, std::string> const& field) {
        return Map{{"name", field.first}, {"value", field.second}};
    };
    bool const is_old = waited == Waited::for_a_newer_page;
    Map fields{{"target", form.target}, {"is_old", is_old}};
    fields.set("fields", templates::list_of(form.fields, named));
    fields.set("files", templates::list_of(form.files, named));
    return visit.page("send-again", std::move(fields), is_old ? 403 : 200);
}

Routes sign_in_routes()
{
    return routes;
}

} // namespace broadsheet::admin
