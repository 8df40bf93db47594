#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "staff/invitations.h"
#include "staff/rules.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Account;
using staff::Act;
using staff::Role;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view staff_path = "/admin/staff/";

staff::Invitations invitations(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

// Nobody gives away, or takes, more than they have.
Result<void> check_reach(Visit const& visit, Role role)
{
    if (role > visit.account().role)
        return invalid(fmt::format("role: only {} can do this", name_of(role)));
    return {};
}

Value role_rows(Visit const& visit)
{
    Array rows;
    for (auto role : staff::all_roles)
        if (role <= visit.account().role)
            rows.push_back(Value(std::string(name_of(role))));
    return Value::make<Array>(std::move(rows));
}

Value account_row(Account const& account)
{
    return Value::make<Map>(Map{{"id", account.id}, {"login", account.login}, {"name", account.name},
        {"role", std::string(name_of(account.role))}, {"is_suspended", account.is_suspended},
        {"has_second_factor", account.has_second_factor()}, {"created_at", account.created_at}});
}

Result<Map> staff_fields(Visit const& visit)
{
    Array people;
    for (auto const& account : TRY(accounts(visit).all()))
        people.push_back(account_row(account));
    Array open;
    for (auto const& invitation : TRY(invitations(visit).all()))
        open.push_back(Value::make<Map>(Map{{"id", invitation.id}, {"note", invitation.note},
            {"role", std::string(name_of(invitation.role))}, {"restores", invitation.account.has_value()},
            {"expires_at", invitation.expires_at}}));
    Map fields;
    fields.set("people", Value::make<Array>(std::move(people)));
    fields.set("invitations", Value::make<Array>(std::move(open)));
    fields.set("roles", role_rows(visit));
    fields.set("second_factor_for_all", TRY(staff::load_rules(visit.connection)).second_factor_for_all);
    fields.set("note", std::string(visit.field("note")));
    return fields;
}

Result<http::Response> list(Visit& visit)
{
    return visit.page("staff", TRY(staff_fields(visit)));
}

// The link is shown this once; whoever sends it on chooses the way.
Result<http::Response> show_link(Visit& visit, std::string_view token)
{
    auto fields = TRY(staff_fields(visit));
    fields.set("link", fmt::format("{}/admin/invitation/{}/", visit.origin(), token));
    return visit.page("staff", std::move(fields));
}

Result<http::Response> invite(Visit& visit)
{
    auto const role = TRY(staff::role_from(visit.field("role")));
    auto const note = trimmed(visit.field("note"));
    auto token = act(visit, "account.invited", "",
        note.empty() ? std::string(name_of(role)) : fmt::format("{}: {}", note, name_of(role)),
        [&] { return invitations(visit).invite(&visit.account(), role, visit.field("note")); });
    if (!token.ok())
        return visit.refused("staff", TRY(staff_fields(visit)), token.error());
    return show_link(visit, token.value());
}

Result<http::Response> save_rules(Visit& visit)
{
    staff::Rules const rules{visit.field("second_factor") == "1"};
    TRY(act(visit, rules.second_factor_for_all ? "staff.second_factor_asked" : "staff.second_factor_optional",
        "", "", [&] { return staff::save_rules(visit.connection, rules); }));
    return visit.redirect(staff_path, "saved");
}

Result<http::Response> withdraw(Visit& visit)
{
    TRY(act(visit, "account.invitation_withdrawn", visit.part(0), "",
        [&] { return invitations(visit).withdraw(visit.part(0)); }));
    return visit.redirect(staff_path, "saved");
}

// The person that the route names.
Result<Map> person_fields(Visit const& visit)
{
    auto const account = TRY(accounts(visit).by_id(visit.part(0)));
    Map fields;
    fields.set("person", account_row(account));
    fields.set("roles", role_rows(visit));
    fields.set("is_within_reach", account.role <= visit.account().role);
    return fields;
}

Result<http::Response> show_person(Visit& visit)
{
    return visit.page("person", TRY(person_fields(visit)));
}

// Tells the log of each thing that was done to the account, and to whose.
Result<void> tell_what_changed(Visit const& visit, Account const& former, Account const& account)
{
    staff::AuditLog log(visit.connection, visit.services.clock);
    auto const* who = &visit.account();
    if (account.role != former.role)
        TRY(log.add(who, "account.role", account.id,
            fmt::format("{}: {} → {}", account.name, name_of(former.role), name_of(account.role))));
    if (account.is_suspended != former.is_suspended)
        TRY(log.add(who, account.is_suspended ? "account.suspended" : "account.let_in_again", account.id,
            account.name));
    return {};
}

Result<void> change_person(Visit& visit)
{
    return db::transaction(visit.connection, db::Access::write, [&]() -> Result<void> {
        auto const former = TRY(accounts(visit).by_id(visit.part(0)));
        auto account = former;
        account.role = TRY(staff::role_from(visit.field("role")));
        TRY(check_reach(visit, former.role));
        TRY(check_reach(visit, account.role));
        account.is_suspended = visit.field("is_suspended") == "1";
        TRY(accounts(visit).save(account));
        return tell_what_changed(visit, former, account);
    });
}

Result<http::Response> save_person(Visit& visit)
{
    auto changed = change_person(visit);
    if (!changed.ok())
        return visit.refused("person", TRY(person_fields(visit)), changed.error());
    return visit.redirect(staff_path, "saved");
}

Result<http::Response> restore_access(Visit& visit)
{
    auto const token = act(visit, "account.access_link_made", visit.part(0),
        TRY(accounts(visit).by_id(visit.part(0))).name, [&]() -> Result<std::string> {
            auto const account = TRY(accounts(visit).by_id(visit.part(0)));
            TRY(check_reach(visit, account.role));
            return invitations(visit).restore_access(&visit.account(), account);
        });
    if (!token.ok())
        return token.error();
    return show_link(visit, token.value());
}

Result<http::Response> remove_second_factor(Visit& visit)
{
    auto const removed = act(visit, "account.second_factor_removed", visit.part(0),
        TRY(accounts(visit).by_id(visit.part(0))).name, [&]() -> Result<void> {
            auto const account = TRY(accounts(visit).by_id(visit.part(0)));
            TRY(check_reach(visit, account.role));
            return accounts(visit).remove_second_factors(account.number);
        });
    if (!removed.ok())
        return removed.error();
    return visit.redirect(staff_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/staff/", Act::manage_staff, list},
    {http::Method::post, "/admin/staff/invite/", Act::manage_staff, invite},
    {http::Method::post, "/admin/staff/invitations/{}/withdraw/", Act::manage_staff, withdraw},
    {http::Method::post, "/admin/staff/rules/", Act::manage_staff, save_rules},
    {http::Method::get, "/admin/staff/{}/", Act::manage_staff, show_person},
    {http::Method::post, "/admin/staff/{}/", Act::manage_staff, save_person},
    {http::Method::post, "/admin/staff/{}/restore-access/", Act::manage_staff, restore_access},
    {http::Method::post, "/admin/staff/{}/remove-second-factor/", Act::manage_staff, remove_second_factor},
};

} // namespace

Routes staff_routes()
{
    return routes;
}

} // namespace broadsheet::admin
