#include "vault/recovery_code.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::vault {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t random_symbols = 26;
constexpr std::size_t symbols = 28;
constexpr std::size_t group = 4;

// Returns the symbol that was meant, or 0 for none.
char meant(char typed)
{
    char const upper = is_lower(typed) ? static_cast<char>(typed - 'a' + 'A') : typed;
    if (upper == 'I' || upper == 'L')
        return '1';
    if (upper == 'O')
        return '0';
    return alphabet.find(upper) == alphabet.npos ? '\0' : upper;
}

// The first ten bits of the SHA-256 of the 26 symbols.
void append_check(Secret& code)
{
    auto digest = sha256(code.view().substr(0, random_symbols));
    unsigned const bits
        = static_cast<unsigned char>(digest[0]) << 2U | static_cast<unsigned char>(digest[1]) >> 6U;
    code.data()[random_symbols] = static_cast<unsigned char>(alphabet[bits >> 5U]);
    code.data()[random_symbols + 1] = static_cast<unsigned char>(alphabet[bits & 31U]);
    sodium_memzero(digest.data(), digest.size());
}

Result<Secret> in_groups(Secret const& code)
{
    auto printed = TRY(Secret::zeros(symbols + symbols / group - 1));
    std::size_t out = 0;
    for (std::size_t at = 0; at < symbols; ++at) {
        if (at > 0 && at % group == 0)
            printed.data()[out++] = '-';
        printed.data()[out++] = code.data()[at];
    }
    return printed;
}

} // namespace

Result<Secret> make_recovery_code(Random& random)
{
    auto code = TRY(Secret::random(symbols, random));
    for (std::size_t at = 0; at < random_symbols; ++at)
        code.data()[at] = static_cast<unsigned char>(alphabet[code.data()[at] % alphabet.size()]);
    append_check(code);
    return in_groups(code);
}

Result<Secret> read_recovery_code(std::string_view typed)
{
    auto code = TRY(Secret::zeros(symbols));
    std::size_t count = 0;
    for (char c : typed.substr(0, RecoveryCodeLimits::typed + 1)) {
        if (c == '-' || is_space(c))
            continue;
        char const symbol = meant(c);
        if (symbol == '\0')
            return invalid(
                "recovery code: it holds a character that no code has; it is made of letters and digits");
        if (count < symbols)
            code.data()[count] = static_cast<unsigned char>(symbol);
        ++count;
    }
    if (count != symbols)
        return invalid(
            fmt::format("recovery code: it has {} letters and digits instead of {}", count, symbols));
    auto checked = TRY(Secret::copy_of(code.view()));
    append_check(checked);
    if (sodium_memcmp(checked.data(), code.data(), symbols) != 0)
        return invalid(
            "recovery code: a letter or digit is wrong, or two changed places; compare it with the paper");
    return in_groups(code);
}

} // namespace broadsheet::vault
