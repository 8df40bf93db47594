#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::api {

// A JSON Web Token as the admin API takes it: HS256 alone, for the audience /admin/, with a life of five
// minutes at most. https://www.rfc-editor.org/rfc/rfc7519,
// https://docs.ghost.org/admin-api#token-authentication
struct Token {
    static constexpr std::size_t longest = 4'096; // bytes
    static constexpr std::int64_t longest_life = 5LL * 60; // seconds
    static constexpr std::int64_t clock_skew = 30; // seconds that a client's clock may be ahead

    std::string key_id;
    std::string algorithm;
    std::string audience;
    std::optional<std::int64_t> issued_at; // seconds since 1970
    std::optional<std::int64_t> expires_at;
    std::optional<std::int64_t> not_before;
    std::string signed_part;
    std::string signature; // bytes
};

// Reads a token without believing any of it. Errors: `invalid` where it is none.
Result<Token> read_token(std::string_view);

// Returns why the token opens nothing: `secret` is the key's, in hexadecimal.
Result<void> check_token(Token const&, std::string_view secret, UtcMillis now);

} // namespace broadsheet::api
