#include "newsletter/sign_up.h"

#include "base/encoding.h"
#include "db/transaction.h"
#include "newsletter/keyed_hash.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::newsletter {

namespace {

constexpr std::string_view version = "1";
constexpr std::size_t fields = 7; // before the signature

std::string signature(std::string_view text, std::string_view key)
{
    return to_base64url(keyed_hash(key, "broadsheet-confirmation-1", text).substr(0, 16));
}

Error does_not_work()
{
    return not_found("This link was changed on its way, or is more than four days old. Sign up once more.");
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        auto const end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

Result<SignUp> read_fields(std::vector<std::string_view> const& parts)
{
    SignUp sign_up;
    if (parts.size() != fields || parts[0] != version)
        return does_not_work();
    auto const day = parts[1];
    std::from_chars(day.data(), day.data() + day.size(), sign_up.expires_day);
    sign_up.place = parts[2];
    for (auto consent : split(parts[3], '-'))
        sign_up.consents.emplace_back(consent);
    sign_up.replaces = parts[4];
    sign_up.address = TRY(vault::parse_sealed(fmt::format("{}.{}", parts[5], parts[6])));
    return sign_up;
}

Result<std::optional<std::string>> find_key(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT value FROM confirmation_keys"));
    if (!TRY(rows.next()))
        return std::optional<std::string>();
    auto key = TRY(from_base64url(rows.text(0)));
    return std::optional(std::move(key));
}

} // namespace

Result<std::string> confirmation_key(db::Connection& connection, Random& random)
{
    if (auto key = TRY(find_key(connection)))
        return *std::move(key);
    auto const made = to_base64url(random_key(random));
    TRY(db::transaction(connection, db::Access::write, [&] {
        return connection.execute("INSERT INTO confirmation_keys (only_row, value) VALUES (1, $1) "
                                  "ON CONFLICT (only_row) DO NOTHING",
            {made});
    }));
    auto key = TRY(find_key(connection)); // which another program may have put there
    VERIFY(key);
    return *std::move(key);
}

std::string to_token(SignUp const& sign_up, std::string_view key)
{
    auto const text = fmt::format("{}.{}.{}.{}.{}.{}", version, sign_up.expires_day, sign_up.place,
        fmt::join(sign_up.consents, "-"), sign_up.replaces, vault::to_text(sign_up.address));
    return fmt::format("{}.{}", text, signature(text, key));
}

Result<SignUp> read_token(std::string_view token, std::string_view key, UtcMillis now)
{
    auto const end = token.rfind('.');
    if (token.size() > SignUpLimits::link || end == std::string_view::npos
        || !equals_in_constant_time(token.substr(end + 1), signature(token.substr(0, end), key)))
        return does_not_work();
    auto sign_up = read_fields(split(token.substr(0, end), '.'));
    if (!sign_up.ok() || sign_up->expires_day < day_of(now))
        return does_not_work();
    return sign_up;
}

} // namespace broadsheet::newsletter
