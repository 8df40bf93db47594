#include "support/links.h"

#include "base/encoding.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::size_t id_digits = 24;
constexpr std::size_t mac_bytes = 16;

std::string_view name_of(LinkPurpose purpose)
{
    switch (purpose) {
    case LinkPurpose::thanks:
        return "thanks";
    case LinkPurpose::manage:
        return "manage";
    case LinkPurpose::demonstration:
        return "demonstration";
    }
    return "";
}

} // namespace

std::string signed_link(LinkPurpose purpose, std::string_view pledge_id, std::string_view secret)
{
    auto const mac = hmac_sha256(secret, fmt::format("{}:{}", name_of(purpose), pledge_id));
    return fmt::format("{}-{}", pledge_id, to_base64url(mac.substr(0, mac_bytes)));
}

Result<std::string> read_signed_link(LinkPurpose purpose, std::string_view link, std::string_view secret)
{
    auto const id = link.substr(0, id_digits);
    if (secret.empty() || !equals_in_constant_time(signed_link(purpose, id, secret), link))
        return not_found("The link is not complete. Copy it from the mail or the page once more.");
    return std::string(id);
}

} // namespace broadsheet::support
