#include "support/webhook_address.h"

#include "base/ascii.h"

#include <fmt/format.h>

namespace broadsheet::support {

std::string webhook_address(std::string_view newspaper, std::string_view provider)
{
    return fmt::format("{}/support/webhook/{}/", newspaper, provider);
}

bool can_receive_webhooks(std::string_view newspaper)
{
    constexpr std::string_view scheme = "https://";
    if (!equals_ignoring_case(newspaper.substr(0, scheme.size()), scheme))
        return false;
    auto const rest = newspaper.substr(scheme.size());
    auto const host = rest.starts_with('[') ? rest.substr(0, rest.find(']') + 1)
                                            : rest.substr(0, rest.find_first_of(":/"));
    auto const ends_in = [&](std::string_view end) {
        return host.size() >= end.size() && equals_ignoring_case(host.substr(host.size() - end.size()), end);
    };
    return !host.empty() && !host.starts_with("127.") && host != "[::1]" && !ends_in("localhost")
        && !ends_in(".onion");
}

} // namespace broadsheet::support
