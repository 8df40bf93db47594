#include "support/provider_api.h"

#include "base/ascii.h"
#include "support/currency.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace broadsheet::support {

namespace json = boost::json;

namespace {

Error refusal(std::string_view provider, http::ClientResponse const& response)
{
    auto const status = response.status;
    auto code = ErrorCode::invalid;
    if (status == 404)
        code = ErrorCode::not_found;
    else if (status == 401 || status == 403)
        code = ErrorCode::forbidden;
    else if (status == 409 || status == 429 || status >= 500 || status < 400)
        code = ErrorCode::unavailable;
    std::string words;
    if (auto const parsed = parse_json(response.body); parsed.ok()) {
        words = string_at(*parsed, "/error/message");
        if (words.empty())
            words = string_at(*parsed, "/message");
    }
    if (code == ErrorCode::forbidden)
        words += " (is the key in the newsroom's settings right?)";
    return {code, fmt::format("{} answered {}: {}", provider, status, words.substr(0, 300))};
}

__extension__ using Wide = unsigned __int128;

struct Decimal {
    std::uint64_t digits = 0;
    int behind_point = 0; // of the digits
};

Result<Decimal> read_decimal(std::string_view text)
{
    constexpr std::size_t most_digits = 18;
    auto const point = std::min(text.find('.'), text.size());
    auto const major = text.substr(0, point);
    auto fraction = text.substr(std::min(point + 1, text.size()));
    bool const has_point = point < text.size();
    if (!is_number(major) || major.size() > 15 || (has_point && !is_number(fraction)))
        return invalid(fmt::format("\"{}\" is no decimal number", text.substr(0, 40)));
    fraction = fraction.substr(0, most_digits - major.size());
    Decimal read;
    read.behind_point = static_cast<int>(fraction.size());
    for (char const digit : std::string(major) + std::string(fraction))
        read.digits = read.digits * 10 + static_cast<std::uint64_t>(digit - '0');
    return read;
}

} // namespace

Result<std::int64_t> minor_of_product(std::string_view amount, std::string_view rate, int exponent)
{
    auto const one = TRY(read_decimal(amount));
    auto const other = TRY(read_decimal(rate));
    auto product = static_cast<Wide>(one.digits) * other.digits;
    auto const too_many = one.behind_point + other.behind_point - exponent;
    Wide power = 1;
    for (int digit = 0; digit < std::abs(too_many); ++digit)
        power *= 10;
    bool const is_too_large = too_many < 0 && product > static_cast<Wide>(most_minor_units);
    product = too_many < 0 ? product * (is_too_large ? 1 : power) : (product + power / 2) / power;
    if (is_too_large || product > static_cast<Wide>(most_minor_units))
        return invalid("the sum is too large");
    return static_cast<std::int64_t>(product);
}

Result<json::value> ask_provider(
    http::Client& client, std::string_view provider, http::ClientRequest const& request)
{
    auto response = client.send(request);
    if (!response.ok())
        return std::move(response).error().within(provider);
    if (!response->is_success())
        return refusal(provider, *response);
    auto parsed = parse_json(response->body);
    if (!parsed.ok())
        return Error{ErrorCode::unavailable, fmt::format("{}: {}", provider, parsed.error().message)};
    return parsed;
}

Result<std::int64_t> minor_from_decimal(std::string_view text, int exponent)
{
    constexpr std::size_t most_digits = 15;
    auto const point = text.find('.');
    auto const major = text.substr(0, point);
    auto fraction = point == std::string_view::npos ? std::string() : std::string(text.substr(point + 1));
    while (static_cast<int>(fraction.size()) > exponent && fraction.back() == '0')
        fraction.pop_back();
    bool const is_whole = point == std::string_view::npos || fraction.empty() || is_number(fraction);
    if (!is_number(major) || major.size() > most_digits || !is_whole
        || static_cast<int>(fraction.size()) > exponent)
        return invalid(
            fmt::format("\"{}\" is no amount with {} digits behind the point", text.substr(0, 40), exponent));
    fraction.resize(static_cast<std::size_t>(exponent), '0');
    std::int64_t minor = 0;
    for (char const digit : std::string(major) + fraction)
        minor = minor * 10 + (digit - '0');
    return minor;
}

} // namespace broadsheet::support
