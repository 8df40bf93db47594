#include "api/token.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

constexpr std::size_t json_depth = 4;

Result<json::object> read_part(std::string_view text)
{
    auto const bytes = TRY(from_base64url(text));
    json::error_code failed;
    json::parse_options options;
    options.max_depth = json_depth;
    auto value = json::parse(bytes, failed, {}, options);
    if (failed || !value.is_object())
        return invalid("a part of the token is no JSON object");
    return std::move(value.get_object());
}

std::string text_of(json::object const& object, std::string_view name)
{
    auto const* found = object.if_contains(name);
    auto const* text = found ? found->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

// Nothing for what is missing. A time that is no whole number is one nobody means.
Result<std::optional<std::int64_t>> time_of(json::object const& claims, std::string_view name)
{
    auto const* found = claims.if_contains(name);
    if (!found)
        return std::optional<std::int64_t>();
    auto const* seconds = found->if_int64();
    if (!seconds)
        return invalid(std::string(name) + " is no whole number of seconds");
    return std::optional(*seconds);
}

std::string from_hex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        bytes += static_cast<char>(hex_value(digits[at]) * 16 + hex_value(digits[at + 1]));
    return bytes;
}

bool is_signed_with(Token const& token, std::string_view secret)
{
    return equals_in_constant_time(token.signature, hmac_sha256(from_hex(secret), token.signed_part));
}

// "/admin/"; Ghost also takes it without slashes, and with a version in front ("/v3/admin/").
bool is_for_admin(std::string_view audience)
{
    if (audience.ends_with('/'))
        audience.remove_suffix(1);
    return audience == "admin" || audience.ends_with("/admin");
}

} // namespace

Result<Token> read_token(std::string_view text)
{
    if (text.size() > Token::longest)
        return invalid("the token is too long");
    auto const first = text.find('.');
    auto const second = first == text.npos ? first : text.find('.', first + 1);
    if (second == text.npos)
        return invalid("a token has three parts");
    auto const header = TRY(read_part(text.substr(0, first)));
    auto const claims = TRY(read_part(text.substr(first + 1, second - first - 1)));
    if (header.contains("crit"))
        return invalid("the token asks for extensions that are not known here");
    Token token;
    token.key_id = text_of(header, "kid");
    token.algorithm = text_of(header, "alg");
    token.audience = text_of(claims, "aud");
    token.issued_at = TRY(time_of(claims, "iat"));
    token.expires_at = TRY(time_of(claims, "exp"));
    token.not_before = TRY(time_of(claims, "nbf"));
    token.signed_part = text.substr(0, second);
    token.signature = TRY(from_base64url(text.substr(second + 1)));
    return token;
}

Result<void> check_token(Token const& token, std::string_view secret, UtcMillis now)
{
    auto const seconds = now / 1000;
    if (token.algorithm != "HS256")
        return invalid("invalid algorithm");
    if (!is_signed_with(token, secret))
        return invalid("invalid signature");
    if (!is_for_admin(token.audience))
        return invalid("jwt audience invalid. expected: /admin/");
    if (!token.issued_at)
        return invalid("iat required");
    if (!token.expires_at)
        return invalid("exp required");
    if (*token.issued_at > seconds + Token::clock_skew)
        return invalid("iat is in the future");
    if (token.not_before && *token.not_before > seconds + Token::clock_skew)
        return invalid("jwt not active");
    if (*token.expires_at <= seconds)
        return invalid("jwt expired");
    // Both are near now here, so that nothing overflows: iat is checked first.
    if (*token.issued_at < seconds - Token::longest_life)
        return invalid("maxAge exceeded");
    if (*token.expires_at > seconds + Token::longest_life + Token::clock_skew
        || *token.expires_at - *token.issued_at > Token::longest_life)
        return invalid("exp is more than 5 minutes after iat");
    return {};
}

} // namespace broadsheet::api
