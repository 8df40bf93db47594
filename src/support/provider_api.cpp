#include "support/provider_api.h"

#include "base/ascii.h"

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

} // namespace

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
