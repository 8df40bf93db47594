#include "staff/invitations.h"

#include "base/id.h"
#include "base/utf8.h"
#include "staff/accounts.h"
#include "staff/secrets.h"

#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

Result<Invitation> read_invitation(db::Cursor const& row)
{
    Invitation invitation;
    invitation.id = row.string(0);
    invitation.role = TRY(role_from(row.text(1)));
    invitation.note = row.string(2);
    if (!row.is_null(3))
        invitation.account = row.integer(3);
    invitation.created_at = row.integer(4);
    invitation.expires_at = row.integer(5);
    if (!row.is_null(6))
        invitation.invited_by = row.integer(6);
    return invitation;
}

constexpr std::string_view select_invitation
    = "SELECT id, role, note, account, created_at, expires_at, invited_by FROM invitations ";

Error used_or_gone()
{
    return not_found("this link was used, withdrawn or is more than three days old; ask for a new one");
}

} // namespace

Result<std::string> Invitations::make(
    Account const* by, Role role, std::string_view note, std::optional<Number> account)
{
    if (by != nullptr && !by->may_invite(role))
        return Error{ErrorCode::conflict,
            fmt::format("role: only {} can invite {}",
                name_of(std::max(role, least_role_for(Act::manage_staff))), name_of(role))};
    if (note.size() > longest_note || !is_valid_utf8(note))
        return invalid(fmt::format("note: at most {} bytes of UTF-8", longest_note));
    auto const token = make_token(random_);
    auto const now = clock_.now();
    TRY(connection_.execute("INSERT INTO invitations (hash, id, role, note, account, invited_by, created_at, "
                            "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {hash_of_token(token), new_id(clock_, random_), name_of(role), note, account,
            by ? std::optional(by->number) : std::nullopt, now, now + lifetime}));
    return token;
}

Result<std::string> Invitations::invite(Account const* by, Role role, std::string_view note)
{
    return make(by, role, note, std::nullopt);
}

Result<std::string> Invitations::restore_access(Account const* by, Account const& account)
{
    return make(by, account.role, account.name, account.number);
}

Result<std::optional<std::string>> Invitations::invite_first_owner()
{
    if (TRY(Accounts(connection_, clock_, random_).count()) > 0)
        return std::optional<std::string>();
    TRY(connection_.execute("DELETE FROM invitations"));
    return std::optional(TRY(invite(nullptr, Role::owner, "")));
}

Result<Invitation> Invitations::find(std::string_view token) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE hash = $1 AND expires_at > $2", select_invitation),
        {hash_of_token(token), clock_.now()}));
    if (!TRY(rows.next()))
        return used_or_gone();
    auto invitation = TRY(read_invitation(rows));
    if (invitation.invited_by
        && !TRY(Accounts(connection_, clock_, random_).by_number(*invitation.invited_by))
                .may_invite(invitation.role))
        return used_or_gone();
    return invitation;
}

Result<void> Invitations::use(std::string_view token)
{
    TRY(find(token));
    if (TRY(connection_.execute("DELETE FROM invitations WHERE hash = $1 AND expires_at > $2",
            {hash_of_token(token), clock_.now()}))
        == 0)
        return used_or_gone();
    return {};
}

Result<std::vector<Invitation>> Invitations::all() const
{
    std::vector<Invitation> invitations;
    auto rows = TRY(connection_.query(
        fmt::format("{}WHERE expires_at > $1 ORDER BY created_at DESC, id", select_invitation),
        {clock_.now()}));
    while (TRY(rows.next()))
        invitations.push_back(TRY(read_invitation(rows)));
    return invitations;
}

Result<void> Invitations::withdraw(std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM invitations WHERE id = $1", {id})) == 0)
        return used_or_gone();
    return {};
}

} // namespace broadsheet::staff
