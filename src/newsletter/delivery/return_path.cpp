#include "newsletter/delivery/return_path.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "newsletter/keyed_hash.h"

#include <charconv>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

// 80 bits: nobody tries that many by mail. Hexadecimal, because some mail servers change a local part's case.
constexpr std::size_t hash_digits = 20;

std::string hash_of(CopyNumber number, std::string_view secret)
{
    auto const text = fmt::format("{:x}-{:x}", number.send, number.subscription);
    return to_hex(keyed_hash(secret, "broadsheet-return-path-1", text)).substr(0, hash_digits);
}

bool take_number(std::string_view& text, std::int64_t& number)
{
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (failed != std::errc() || number < 0 || end == text.data() + text.size() || *end != '-')
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
}

} // namespace

mail::Address return_path(mail::Address const& base, CopyNumber number, std::string_view secret)
{
    auto local_part = fmt::format(
        "{}+{:x}-{:x}-{}", base.local_part, number.send, number.subscription, hash_of(number, secret));
    bool const has_room
        = local_part.size() <= mail::AddressLimits::local_part && !base.local_part.starts_with('"');
    return has_room ? mail::Address{std::move(local_part), base.domain} : base;
}

std::optional<CopyNumber> read_return_path(std::string_view local_part, std::string_view secret)
{
    auto const plus = local_part.rfind('+');
    if (plus == local_part.npos || local_part.size() > mail::AddressLimits::local_part || secret.empty())
        return std::nullopt;
    auto const lower = to_lower(local_part.substr(plus + 1));
    std::string_view rest = lower;
    CopyNumber number;
    if (!take_number(rest, number.send) || !take_number(rest, number.subscription)
        || !equals_in_constant_time(rest, hash_of(number, secret)))
        return std::nullopt;
    return number;
}

} // namespace broadsheet::newsletter
