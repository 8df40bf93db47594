#include "api/client.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "places.h"
#include "staff/integrations.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace broadsheet::api {

namespace {

std::string from_hex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t at = 0; at < digits.size(); at += 2)
        bytes += static_cast<char>(hex_value(digits[at]) * 16 + hex_value(digits[at + 1]));
    return bytes;
}

} // namespace

std::string Answer::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (header.name == name)
            return header.value;
    return "";
}

std::string Answer::error(std::string_view field) const
{
    auto const text = at(fmt::format("/errors/0/{}", field));
    return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

std::string Answer::at(std::string_view pointer) const
{
    boost::json::error_code failed;
    auto const* found = json.find_pointer(pointer, failed);
    return found ? boost::json::serialize(*found) : "";
}

ApiNewspaper::ApiNewspaper(db::Dialect dialect)
    : test::Newspaper(dialect)
    , media_(folder_.path(), BROADSHEET_PICTURE_WORKER)
    , site_(*database, clock, test::small_theme())
    , handler({*database, site_, media_, clock, random})
{
    change([&](newsroom::Change& change) -> Result<void> {
        integration = TRY(staff::Integrations(change.connection(), clock, random).add("Planner"));
        return {};
    });
}

Answer ApiNewspaper::content(std::string_view target)
{
    return ask(http::Method::get,
        fmt::format("content/{}{}key={}", target, target.find('?') == target.npos ? "?" : "&",
            integration.content_key));
}

Answer ApiNewspaper::admin(
    http::Method method, std::string_view target, std::string body, std::string content_type)
{
    return ask(method, fmt::format("admin/{}", target), std::move(body),
        {{"Authorization", "Ghost " + fresh_token()}, {"Content-Type", std::move(content_type)}});
}

Answer ApiNewspaper::ask(
    http::Method method, std::string_view target, std::string body, std::vector<http::Header> headers)
{
    auto request
        = test::must(http::make_request(method, fmt::format("/ghost/api/{}", target), std::move(body)));
    request.headers = std::move(headers);
    auto const response = handler.handle(request);
    auto const& text = std::get<std::shared_ptr<std::string const>>(response.body);
    return {response.status, text && !text->empty() ? boost::json::parse(*text) : boost::json::value(),
        response.headers};
}

std::string ApiNewspaper::token(std::string_view header, std::string_view claims) const
{
    auto const signed_part = to_base64url(header) + "." + to_base64url(claims);
    auto const key = from_hex(integration.admin_secret);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<unsigned char const*>(signed_part.data()), signed_part.size(), digest, &size);
    return signed_part + "." + to_base64url({reinterpret_cast<char const*>(digest), size});
}

std::string ApiNewspaper::fresh_token() const
{
    auto const now = clock.now() / 1000;
    return token(fmt::format(R"({{"alg":"HS256","typ":"JWT","kid":"{}"}})", integration.admin_key_id),
        fmt::format(R"({{"iat":{},"exp":{},"aud":"/admin/"}})", now, now + 300));
}

} // namespace broadsheet::api
