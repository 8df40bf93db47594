#include "site/security_policy.h"

#include "html/relative_links.h"

#include <algorithm>
#include <array>

namespace broadsheet::site {

namespace {

// Pages share their styles, so the last few hashes of each thread are kept.
std::string const& hash_of(std::string_view style)
{
    struct Known {
        std::string style;
        std::string hash;
    };
    thread_local std::array<Known, 4> known;
    thread_local std::size_t next = 0;
    for (auto const& entry : known)
        if (entry.style == style && !entry.hash.empty())
            return entry.hash;
    auto& entry = known[next++ % known.size()];
    entry = {std::string(style), html::csp_hash(style)};
    return entry.hash;
}

} // namespace

std::string content_security_policy(std::span<std::string_view const> styles)
{
    std::string policy
        = "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self'; style-src 'self'";
    for (auto style : styles)
        policy += " " + hash_of(style);
    return policy
        + "; script-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action "
          "'self'; base-uri 'none'; frame-ancestors 'none'";
}

} // namespace broadsheet::site
