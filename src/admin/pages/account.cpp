#include "admin/pages/account_view.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "newsroom/settings.h"

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view account_path = "/admin/account/";

Result<http::Response> show(Visit& visit)
{
    return visit.page("account", TRY(account_fields(visit)));
}

Result<http::Response> save(Visit& visit)
{
    auto saved
        = act(visit, "account.changed", visit.account().id, visit.field("name"), [&]() -> Result<void> {
              // Read again: a colleague may have changed role or access meanwhile.
              auto account = TRY(accounts(visit).by_number(visit.account().number));
              account.name = visit.field("name");
              for (auto language : Views::languages)
                  if (visit.field("language") == language)
                      account.language = language;
              return accounts(visit).save(account);
          });
    if (!saved.ok())
        return visit.refused("account", TRY(account_fields(visit)), saved.error());
    return visit.redirect(account_path, "saved");
}

// The present password is asked for, so that a browser left open is not enough to take the account over.
Result<void> change_password(Visit& visit)
{
    auto const& account = visit.account();
    auto const password = visit.field("password");
    if (account.has_password)
        TRY(visit.services.door.check_password(
            visit.token, visit.field("present_password"), visit.address()));
    if (password != visit.field("password_again"))
        return invalid("The two passwords are not the same.");
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    std::vector<std::string> words{account.login, account.name};
    for (auto const& [language, title] : settings.title)
        words.push_back(title);
    TRY(staff::check_password(password, words));
    auto const hash = TRY(staff::hash_password(password));
    return act(visit, "account.password_changed", account.id, "",
        [&] { return accounts(visit).set_password(account.number, hash, visit.session->id); });
}

Result<http::Response> take_password(Visit& visit)
{
    if (auto changed = change_password(visit); !changed.ok())
        return visit.refused("account", TRY(account_fields(visit)), changed.error());
    return visit.redirect(account_path, "password-changed");
}

Result<http::Response> end_session(Visit& visit)
{
    TRY(sessions(visit).revoke(visit.account().number, visit.part(0)));
    return visit.redirect(account_path, "session-ended");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/account/", Admission::signed_in(), show},
    {http::Method::post, "/admin/account/", Admission::signed_in(), save},
    {http::Method::post, "/admin/account/password/", Admission::signed_in(), take_password},
    {http::Method::post, "/admin/account/sessions/{}/end/", Admission::signed_in(), end_session},
};

} // namespace

Routes account_routes()
{
    return routes;
}

Result<Map> account_fields(Visit const& visit)
{
    auto const account = TRY(accounts(visit).by_number(visit.account().number));
    Map fields{{"login", account.login}, {"name", account.name}, {"language", account.language},
        {"role", std::string(name_of(account.role))}, {"has_password", account.has_password},
        {"has_totp", account.has_totp}, {"has_second_factor", account.has_second_factor()},
        {"recovery_codes", TRY(accounts(visit).count_recovery_codes(account.number))}};
    Array rows;
    for (auto const& session : TRY(sessions(visit).of(account)))
        rows.push_back(Value::make<Map>(Map{{"id", session.id}, {"created_at", session.created_at},
            {"used_at", session.used_at}, {"is_this", session.id == visit.session->id}}));
    fields.set("sessions", Value::make<Array>(std::move(rows)));
    fields.set("passkeys", TRY(passkey_rows(visit)));
    return fields;
}

} // namespace broadsheet::admin
