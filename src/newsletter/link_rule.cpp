#include "newsletter/link_rule.h"

#include "base/ascii.h"

#include <algorithm>

namespace broadsheet::newsletter {

namespace {

// Without user, port and path; "" where there is a user, whose host would be another than it looks.
std::string_view host_of(std::string_view behind_scheme)
{
    auto const authority = behind_scheme.substr(0, behind_scheme.find_first_of("/?#\\"));
    if (authority.find('@') != std::string_view::npos)
        return {};
    if (authority.starts_with('['))
        return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

// 127.0.0.0/8, as four numbers.
bool is_loopback_number(std::string_view host)
{
    return host.starts_with("127.") && std::ranges::count(host, '.') == 3
        && std::ranges::all_of(host, [](char c) { return c == '.' || is_digit(c); });
}

bool is_private_enough(std::string_view host)
{
    return host == "localhost" || host == "[::1]" || is_loopback_number(host)
        || (host.size() > 6 && host.ends_with(".onion"));
}

} // namespace

Result<void> check_mail_links(std::string_view url)
{
    auto const lower = to_lower(url);
    constexpr std::string_view plain = "http://";
    if (lower.starts_with("https://")
        || (lower.starts_with(plain)
            && is_private_enough(host_of(std::string_view(lower).substr(plain.size())))))
        return {};
    return invalid(
        "url: mail programs unsubscribe over https only, and the newspaper's address is none: set its "
        "public one in the settings, or with `broadsheet settings url https://…`");
}

} // namespace broadsheet::newsletter
