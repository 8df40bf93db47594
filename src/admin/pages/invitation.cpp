#include "admin/pages/pages.h"
#include "admin/visit.h"
#include "db/transaction.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"
#include "staff/invitations.h"

namespace broadsheet::admin {

namespace {

using staff::Account;
using staff::Invitation;
using templates::Map;

struct Newcomer {
    Account account;
    std::string session;
};

Map invitation_fields(Visit const& visit, Invitation const& invitation, std::string_view login)
{
    Map fields;
    fields.set("token", std::string(visit.part(0)));
    fields.set("role", std::string(name_of(invitation.role)));
    fields.set("restores", invitation.account.has_value());
    fields.set("login", std::string(login));
    fields.set("name", std::string(visit.field("name")));
    return fields;
}

// Words an attacker would try first.
Result<std::vector<std::string>> personal_words(
    Visit const& visit, std::string_view login, std::string_view name)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    std::vector<std::string> words{std::string(login), std::string(name)};
    for (auto const& [language, title] : settings.title)
        words.push_back(title);
    return words;
}

Result<Account> account_for(Visit const& visit, Invitation const& invitation)
{
    staff::Accounts accounts(visit.connection, visit.services.clock, visit.services.random);
    staff::AuditLog log(visit.connection, visit.services.clock);
    if (invitation.account) {
        auto const account = TRY(accounts.by_number(*invitation.account));
        // Whoever made the link could let in an account of that role, not of any it has got since.
        if (account.role != invitation.role || account.is_suspended)
            return invalid("this link does not fit the account any more; ask for a new one");
        TRY(log.add(&account, "account.access_restored", account.id));
        return account;
    }
    auto account = TRY(accounts.add(visit.field("login"), visit.field("name"), invitation.role));
    account.language = visit.language;
    TRY(accounts.save(account));
    TRY(log.add(&account, "account.made", account.id, name_of(account.role)));
    return account;
}

// Everything or nothing: a form that is refused leaves the link as it was.
Result<Newcomer> accept(Visit const& visit, Invitation const& invitation, std::string_view hash)
{
    return db::transaction(visit.connection, db::Access::write, [&]() -> Result<Newcomer> {
        TRY(staff::Invitations(visit.connection, visit.services.clock, visit.services.random)
                .use(visit.part(0)));
        auto account = TRY(account_for(visit, invitation));
        staff::Accounts accounts(visit.connection, visit.services.clock, visit.services.random);
        TRY(accounts.set_password(account.number, hash));
        // Whoever lost their password has not shown the second factor: that is still asked for.
        auto const stage
            = account.has_second_factor() ? staff::Sessions::Stage::half_open : staff::Sessions::Stage::open;
        staff::Sessions sessions(visit.connection, visit.services.clock, visit.services.random);
        return Newcomer{account, TRY(sessions.begin(account.number, stage))};
    });
}

Result<std::string> login_of(Visit const& visit, Invitation const& invitation)
{
    if (!invitation.account)
        return std::string(visit.field("login"));
    staff::Accounts accounts(visit.connection, visit.services.clock, visit.services.random);
    return TRY(accounts.by_number(*invitation.account)).login;
}

Result<Invitation> find_invitation(Visit const& visit)
{
    return staff::Invitations(visit.connection, visit.services.clock, visit.services.random)
        .find(visit.part(0));
}

Result<http::Response> show(Visit& visit)
{
    auto const invitation = TRY(find_invitation(visit));
    auto const login = TRY(login_of(visit, invitation));
    return visit.page("invitation", invitation_fields(visit, invitation, login));
}

Result<Newcomer> take_form(Visit& visit, Invitation const& invitation, std::string_view login)
{
    auto const password = visit.field("password");
    if (password != visit.field("password_again"))
        return invalid("The two passwords are not the same.");
    auto const words = TRY(personal_words(visit, login, visit.field("name")));
    TRY(staff::check_password(password, words));
    return accept(visit, invitation, TRY(staff::hash_password(password)));
}

Result<http::Response> take(Visit& visit)
{
    auto const invitation = TRY(find_invitation(visit));
    auto const login = TRY(login_of(visit, invitation));
    auto newcomer = take_form(visit, invitation, login);
    if (!newcomer.ok())
        return visit.refused("invitation", invitation_fields(visit, invitation, login), newcomer.error());
    auto response = visit.redirect("/admin/account/", "welcome");
    visit.set_session(response, newcomer.value().session);
    return response;
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/invitation/{}/", Admission::everyone(), show},
    {http::Method::post, "/admin/invitation/{}/", Admission::everyone(), take},
};

} // namespace

Routes invitation_routes()
{
    return routes;
}

} // namespace broadsheet::admin
