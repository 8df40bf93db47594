#include "staff/role.h"

#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

struct Rule {
    Act act;
    std::string_view name;
    Role least;
    bool is_sensitive = false;
};

constexpr Rule rules[] = {
    {Act::read_newsroom, "read_newsroom", Role::contributor},
    {Act::write_own, "write_own", Role::contributor},
    {Act::upload_media, "upload_media", Role::contributor},
    {Act::publish_own, "publish_own", Role::author},
    {Act::read_drafts, "read_drafts", Role::editor},
    {Act::edit_any, "edit_any", Role::editor},
    {Act::edit_tags, "edit_tags", Role::editor},
    {Act::edit_bylines, "edit_bylines", Role::editor},
    {Act::redact_bylines, "redact_bylines", Role::editor, true},
    {Act::delete_media, "delete_media", Role::editor},
    {Act::edit_redirects, "edit_redirects", Role::editor},
    {Act::edit_appeals, "edit_appeals", Role::editor},
    {Act::edit_newsletters, "edit_newsletters", Role::editor},
    {Act::send_newsletters, "send_newsletters", Role::editor, true},
    {Act::read_audit_log, "read_audit_log", Role::administrator},
    {Act::edit_settings, "edit_settings", Role::administrator},
    {Act::manage_themes, "manage_themes", Role::administrator, true},
    {Act::manage_staff, "manage_staff", Role::administrator, true},
    {Act::manage_integrations, "manage_integrations", Role::administrator, true},
    {Act::manage_vault, "manage_vault", Role::administrator, true},
    {Act::manage_payments, "manage_payments", Role::administrator, true},
};
static_assert(std::size(rules) == act_count);

constexpr Rule const& rule_for(Act act)
{
    return rules[static_cast<std::size_t>(act)];
}

constexpr bool are_in_order()
{
    for (int act = 0; act < act_count; ++act)
        if (rules[act].act != static_cast<Act>(act))
            return false;
    return true;
}
static_assert(are_in_order());

} // namespace

std::string_view name_of(Role role)
{
    switch (role) {
    case Role::contributor:
        return "contributor";
    case Role::author:
        return "author";
    case Role::editor:
        return "editor";
    case Role::administrator:
        return "administrator";
    case Role::owner:
        return "owner";
    }
    return "contributor";
}

Result<Role> role_from(std::string_view name)
{
    for (auto role : all_roles)
        if (name_of(role) == name)
            return role;
    return invalid(
        fmt::format("role: \"{}\" is none of contributor, author, editor, administrator, owner", name));
}

std::string_view name_of(Act act)
{
    return rule_for(act).name;
}

Role least_role_for(Act act)
{
    return rule_for(act).least;
}

bool is_sensitive(Act act)
{
    return rule_for(act).is_sensitive;
}

} // namespace broadsheet::staff
