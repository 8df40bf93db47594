#pragma once

#include "base/result.h"

#include <array>
#include <string_view>

namespace broadsheet::staff {

// What an account is for, each able to do all that those before it are.
enum class Role { contributor, author, editor, administrator, owner };

inline constexpr std::array all_roles
    = {Role::contributor, Role::author, Role::editor, Role::administrator, Role::owner};

std::string_view name_of(Role);
Result<Role> role_from(std::string_view);

// What can be asked of the newsroom. "Own" articles are those an account began or is assigned to.
enum class Act {
    read_newsroom, // the dashboard, one's own account, published articles
    write_own, // draft and change own articles until they are published
    upload_media,
    publish_own, // publish, correct and withdraw own articles
    read_drafts, // of others
    edit_any, // change, assign, send back and publish any article
    edit_tags,
    edit_bylines,
    redact_bylines, // take a name off every article, for good
    delete_media,
    edit_redirects,
    edit_appeals, // messages that ask readers for support
    edit_newsletters, // newsletters, and putting issues together
    send_newsletters, // mail readers: approve an issue or send it, and let a send go on
    read_audit_log,
    edit_settings, // title, languages, navigation; trying failed jobs again
    manage_themes, // what a theme holds runs in every reader's browser, and on our own pages' origin
    manage_staff, // invite, change roles, suspend
    manage_integrations, // API keys and webhooks
    manage_vault, // make, unlock and lock the vault of readers' addresses
    manage_payments, // how contributions are paid, with the keys and accounts that money goes to
};

inline constexpr int act_count = static_cast<int>(Act::manage_payments) + 1;

std::string_view name_of(Act);

// Returns the least role that may do it: the one table of who may do what (docs/roles.md shows it to people).
Role least_role_for(Act);

inline bool may(Role role, Act act)
{
    return role >= least_role_for(act);
}

// Whether the act asks for the second factor again when it was not shown lately.
bool is_sensitive(Act);

} // namespace broadsheet::staff
