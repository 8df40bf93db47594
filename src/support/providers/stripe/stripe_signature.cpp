#include "support/providers/stripe/stripe_signature.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace broadsheet::support::stripe {

namespace {

struct Parts {
    std::string_view time;
    std::vector<std::string_view> signatures; // hexadecimal
};

Parts parts_of(std::string_view header)
{
    Parts parts;
    while (!header.empty()) {
        auto const end = std::min(header.find(','), header.size());
        auto const part = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        if (part.starts_with("t=") && parts.time.empty())
            parts.time = part.substr(2);
        else if (part.starts_with("v1=") && parts.signatures.size() < SignatureLimits::signatures)
            parts.signatures.push_back(part.substr(3));
    }
    return parts;
}

bool is_signed_with(std::string_view secret, std::string_view signed_text, Parts const& parts)
{
    auto const expected = to_hex(hmac_sha256(secret, signed_text));
    bool found = false;
    for (auto const signature : parts.signatures)
        found |= equals_in_constant_time(signature, expected);
    return found;
}

bool is_signed(std::string_view secrets, std::string_view signed_text, Parts const& parts)
{
    while (!secrets.empty()) {
        auto const end = std::min(secrets.find(' '), secrets.size());
        if (end > 0 && is_signed_with(secrets.substr(0, end), signed_text, parts))
            return true;
        secrets.remove_prefix(std::min(end + 1, secrets.size()));
    }
    return false;
}

} // namespace

Result<void> check_signature(
    std::string_view header, std::string_view body, std::string_view secrets, UtcMillis now)
{
    if (header.size() > SignatureLimits::bytes)
        return forbidden("the signature is too long");
    auto const parts = parts_of(header);
    if (!is_number(parts.time) || parts.time.size() > 12)
        return forbidden("the webhook is not signed");
    std::int64_t seconds = 0;
    std::from_chars(parts.time.data(), parts.time.data() + parts.time.size(), seconds);
    if (!is_signed(secrets, fmt::format("{}.{}", parts.time, body), parts))
        return forbidden("the webhook's signature is wrong: is the secret in the newsroom's settings that of "
                         "this endpoint?");
    if (seconds * 1'000 < now - SignatureLimits::tolerance)
        return forbidden("the webhook was signed too long ago: is this machine's clock right?");
    if (seconds * 1'000 > now + SignatureLimits::tolerance)
        return forbidden("the webhook was signed in the future: is this machine's clock right?");
    return {};
}

} // namespace broadsheet::support::stripe
