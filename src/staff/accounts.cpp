#include "staff/accounts.h"

#include "base/ascii.h"
#include "base/id.h"
#include "base/utf8.h"
#include "staff/secrets.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

constexpr std::string_view select_account
    = "SELECT number, id, login, name, role, byline, language, is_suspended, password <> '', "
      "totp_secret <> '', (SELECT COUNT(*) FROM passkeys WHERE account = accounts.number), created_at "
      "FROM accounts ";

constexpr int recovery_code_count = 10;

Result<Account> read_account(db::Cursor const& row)
{
    Account account;
    account.number = row.integer(0);
    account.id = row.string(1);
    account.login = row.string(2);
    account.name = row.string(3);
    account.role = TRY(role_from(row.text(4)));
    if (!row.is_null(5))
        account.byline = row.integer(5);
    account.language = row.string(6);
    account.is_suspended = row.integer(7) != 0;
    account.has_password = row.integer(8) != 0;
    account.has_totp = row.integer(9) != 0;
    account.passkeys = row.integer(10);
    account.created_at = row.integer(11);
    return account;
}

Result<void> check_line(std::string_view field, std::string_view text, std::size_t limit)
{
    if (text.empty() || text.size() > limit || !is_valid_utf8(text))
        return invalid(fmt::format("{}: between 1 and {} bytes of UTF-8 are needed", field, limit));
    bool const is_clean = std::ranges::none_of(text, [](unsigned char c) { return c < 32 || c == 127; });
    if (!is_clean || text.front() == ' ' || text.back() == ' ')
        return invalid(fmt::format("{}: no line ends, and no spaces at its ends", field));
    return {};
}

Result<void> check_names(std::string_view login, std::string_view name)
{
    TRY(check_line("login", login, AccountLimits::login));
    return check_line("name", name, AccountLimits::name);
}

Error login_is_taken(Error error, std::string_view login)
{
    if (error.code != ErrorCode::conflict)
        return error;
    return {ErrorCode::conflict, fmt::format("login: \"{}\" is another account's", login)};
}

// Withdraws the links that the account has made and could not make as it is now.
Result<void> withdraw_invitations(db::Connection& connection, Account const& by)
{
    for (auto role : all_roles)
        if (!by.may_invite(role))
            TRY(connection.execute(
                "DELETE FROM invitations WHERE invited_by = $1 AND role = $2", {by.number, name_of(role)}));
    return {};
}

} // namespace

Result<Account> Accounts::one(std::string_view where, db::Parameter value) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE {} = $1", select_account, where), {value}));
    if (!TRY(rows.next()))
        return not_found("there is no such account");
    return read_account(rows);
}

Result<Account> Accounts::by_number(Number number) const
{
    return one("number", number);
}

Result<Account> Accounts::by_id(std::string_view id) const
{
    return one("id", id);
}

Result<Account> Accounts::by_login(std::string_view login) const
{
    return one("login", to_lower(login));
}

Result<std::vector<Account>> Accounts::all() const
{
    std::vector<Account> accounts;
    auto rows = TRY(connection_.query(fmt::format("{}ORDER BY name, number", select_account)));
    while (TRY(rows.next()))
        accounts.push_back(TRY(read_account(rows)));
    std::ranges::stable_sort(accounts, std::ranges::greater(), &Account::role);
    return accounts;
}

Result<std::int64_t> Accounts::count() const
{
    auto rows = TRY(connection_.query("SELECT COUNT(*) FROM accounts"));
    TRY(rows.next());
    return rows.integer(0);
}

Result<Account> Accounts::add(std::string_view login, std::string_view name, Role role)
{
    TRY(check_names(login, name));
    auto const id = new_id(clock_, random_);
    auto added = connection_.execute(
        "INSERT INTO accounts (id, login, name, role, created_at) VALUES ($1, $2, $3, $4, $5)",
        {id, to_lower(login), name, name_of(role), clock_.now()});
    if (!added.ok())
        return login_is_taken(std::move(added).error(), login);
    return by_id(id);
}

Result<void> Accounts::check_owner_remains(Account const& account) const
{
    if (account.role == Role::owner && !account.is_suspended)
        return {};
    auto rows
        = TRY(connection_.query("SELECT number FROM accounts WHERE role = 'owner' AND is_suspended = 0"));
    std::vector<Number> owners;
    while (TRY(rows.next()))
        owners.push_back(rows.integer(0));
    if (owners == std::vector{account.number})
        return Error{
            ErrorCode::conflict, "role: this is the only owner; make another account an owner first"};
    return {};
}

Result<void> Accounts::save(Account const& account)
{
    TRY(check_names(account.login, account.name));
    TRY(check_owner_remains(account));
    auto saved = connection_.execute("UPDATE accounts SET login = $1, name = $2, role = $3, byline = $4, "
                                     "language = $5, is_suspended = $6 WHERE number = $7",
        {to_lower(account.login), account.name, name_of(account.role), account.byline, account.language,
            account.is_suspended, account.number});
    if (!saved.ok())
        return login_is_taken(std::move(saved).error(), account.login);
    if (*saved == 0)
        return not_found("there is no such account");
    if (account.is_suspended)
        TRY(connection_.execute("DELETE FROM sessions WHERE account = $1", {account.number}));
    return withdraw_invitations(connection_, account);
}

Result<void> Accounts::set_password(Number number, std::string_view hash, std::string_view kept_session)
{
    TRY(connection_.execute("UPDATE accounts SET password = $1 WHERE number = $2", {hash, number}));
    TRY(connection_.execute("DELETE FROM sessions WHERE account = $1 AND id <> $2", {number, kept_session}));
    return {};
}

Result<std::string> Accounts::password_hash(Number number) const
{
    auto rows = TRY(connection_.query("SELECT password FROM accounts WHERE number = $1", {number}));
    return TRY(rows.next()) ? rows.string(0) : std::string();
}

Result<Accounts::Totp> Accounts::totp(Number number) const
{
    auto rows
        = TRY(connection_.query("SELECT totp_secret, totp_step FROM accounts WHERE number = $1", {number}));
    if (!TRY(rows.next()))
        return not_found("there is no such account");
    return Totp{rows.string(0), rows.integer(1)};
}

Result<void> Accounts::set_totp(Number number, std::string_view secret)
{
    TRY(connection_.execute(
        "UPDATE accounts SET totp_secret = $1, totp_step = 0 WHERE number = $2", {secret, number}));
    return {};
}

Result<bool> Accounts::use_totp_step(Number number, std::int64_t step)
{
    return TRY(connection_.execute(
               "UPDATE accounts SET totp_step = $1 WHERE number = $2 AND totp_step < $1", {step, number}))
        == 1;
}

Result<void> Accounts::remove_second_factors(Number number)
{
    TRY(set_totp(number, ""));
    for (std::string_view table : {"passkeys", "recovery_codes", "sessions"})
        TRY(connection_.execute(fmt::format("DELETE FROM {} WHERE account = $1", table), {number}));
    return {};
}

Result<std::vector<std::string>> Accounts::make_recovery_codes(Number number)
{
    TRY(connection_.execute("DELETE FROM recovery_codes WHERE account = $1", {number}));
    std::vector<std::string> codes;
    for (int made = 0; made < recovery_code_count; ++made) {
        codes.push_back(make_recovery_code(random_));
        TRY(connection_.execute("INSERT INTO recovery_codes (hash, account) VALUES ($1, $2)",
            {hash_of_recovery_code(codes.back()), number}));
    }
    return codes;
}

Result<std::int64_t> Accounts::count_recovery_codes(Number number) const
{
    auto rows = TRY(connection_.query("SELECT COUNT(*) FROM recovery_codes WHERE account = $1", {number}));
    TRY(rows.next());
    return rows.integer(0);
}

Result<bool> Accounts::use_recovery_code(Number number, std::string_view code)
{
    return TRY(connection_.execute("DELETE FROM recovery_codes WHERE account = $1 AND hash = $2",
               {number, hash_of_recovery_code(code)}))
        == 1;
}

} // namespace broadsheet::staff
