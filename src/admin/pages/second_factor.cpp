#include "admin/pages/account_view.h"
#include "admin/pages/pages.h"
#include "admin/pages/passkey_form.h"
#include "admin/stores.h"
#include "newsroom/settings.h"
#include "staff/one_time_password.h"
#include "staff/passkeys.h"

#include <boost/json.hpp>

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view account_path = "/admin/account/";

staff::Passkeys passkeys(Visit const& visit)
{
    return {visit.connection, visit.services.clock};
}

// The first second factor is set up by whoever gave the password lately, another by whoever has shown one: a
// browser left open is not enough.
Result<bool> may_change(Visit const& visit)
{
    return sessions(visit).is_confirmed(*visit.session);
}

http::Response ask_to_confirm(Visit const& visit)
{
    return visit.redirect("/admin/confirm/?next=/admin/account/");
}

Result<Map> totp_fields(Visit const& visit, std::string const& secret)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto const uri
        = staff::totp_uri(settings.title_in(settings.first_language()), visit.account().login, secret);
    Map fields{{"secret", secret}, {"uri", uri}};
    fields.set("qr_code", Value::safe(TRY(staff::qr_code_svg(uri))));
    return fields;
}

Result<http::Response> show_totp(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    return visit.page("totp", TRY(totp_fields(visit, staff::make_totp_secret(visit.services.random))));
}

// Recovery codes come with the first second factor; they are shown once.
Result<http::Response> show_new_codes(Visit& visit)
{
    auto const codes = TRY(act(visit, "account.recovery_codes_made", visit.account().id, "",
        [&] { return accounts(visit).make_recovery_codes(visit.account().number); }));
    Array rows;
    for (auto const& code : codes)
        rows.push_back(Value(code));
    Map fields;
    fields.set("codes", Value::make<Array>(std::move(rows)));
    return visit.page("recovery-codes", std::move(fields));
}

Result<http::Response> after_new_factor(Visit& visit)
{
    TRY(sessions(visit).confirm(*visit.session));
    if (TRY(accounts(visit).count_recovery_codes(visit.account().number)) > 0)
        return visit.redirect(account_path, "saved");
    return show_new_codes(visit);
}

// The secret comes back with the form: it is the visitor's own, and worth nothing before a code proves that
// the app has it.
Result<http::Response> take_totp(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    std::string const secret(visit.field("secret"));
    auto const step = staff::match_totp(secret, visit.field("code"), visit.services.clock.now(), 0);
    if (!step.ok() || secret.size() != 32)
        return invalid("authenticator: load the page again");
    if (!step.value())
        return visit.refused("totp", TRY(totp_fields(visit, secret)),
            invalid("the code is not right; is the clock of the device?"));
    auto const number = visit.account().number;
    auto const added = act(visit, "account.app_added", visit.account().id, "", [&]() -> Result<bool> {
        TRY(accounts(visit).set_totp(number, secret));
        return accounts(visit).use_totp_step(number, *step.value());
    });
    if (!added.ok())
        return added.error();
    return after_new_factor(visit);
}

Result<http::Response> remove_totp(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    TRY(act(visit, "account.app_removed", visit.account().id, "",
        [&] { return accounts(visit).set_totp(visit.account().number, ""); }));
    return visit.redirect(account_path, "saved");
}

Result<http::Response> renew_codes(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    return show_new_codes(visit);
}

// What assets/passkey.js asks for before it calls the browser.
Result<http::Response> challenge(Visit& visit)
{
    boost::json::object answer{
        {"challenge", TRY(visit.services.door.make_challenge(visit.token, visit.address()))},
        {"host", visit.host_name()}};
    if (visit.session && visit.session->is_open)
        answer["account"]
            = {{"id", visit.account().id}, {"login", visit.account().login}, {"name", visit.account().name}};
    auto response = http::make_response(200, "application/json", boost::json::serialize(answer));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Result<http::Response> add_passkey(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    if (!visit.services.door.use_challenge(visit.field("challenge"), visit.token))
        return invalid("passkey: the page is too old; load it again");
    auto const passkey = TRY(
        staff::verify_registration(relying_party(visit), visit.field("challenge"), registration_of(visit)));
    auto added = act(visit, "account.passkey_added", visit.account().id, visit.field("name"),
        [&] { return passkeys(visit).add(visit.account().number, visit.field("name"), passkey); });
    if (!added.ok())
        return visit.refused("account", TRY(account_fields(visit)), added.error());
    return after_new_factor(visit);
}

Result<http::Response> remove_passkey(Visit& visit)
{
    if (!TRY(may_change(visit)))
        return ask_to_confirm(visit);
    TRY(act(visit, "account.passkey_removed", visit.account().id, "",
        [&] { return passkeys(visit).remove(visit.account().number, visit.part(0)); }));
    return visit.redirect(account_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/passkey-challenge/", Admission::everyone(), challenge},
    {http::Method::get, "/admin/account/app/", Admission::signed_in(), show_totp},
    {http::Method::post, "/admin/account/app/", Admission::signed_in(), take_totp},
    {http::Method::post, "/admin/account/app/remove/", Admission::signed_in(), remove_totp},
    {http::Method::post, "/admin/account/recovery-codes/", Admission::signed_in(), renew_codes},
    {http::Method::post, "/admin/account/passkeys/", Admission::signed_in(), add_passkey},
    {http::Method::post, "/admin/account/passkeys/{}/remove/", Admission::signed_in(), remove_passkey},
};

} // namespace

Routes second_factor_routes()
{
    return routes;
}

Result<Value> passkey_rows(Visit const& visit)
{
    Array rows;
    for (auto const& passkey : TRY(passkeys(visit).of(visit.account().number)))
        rows.push_back(Value::make<Map>(Map{{"credential", passkey.credential}, {"name", passkey.name},
            {"created_at", passkey.created_at}, {"used_at", passkey.used_at}}));
    return Value::make<Array>(std::move(rows));
}

} // namespace broadsheet::admin
