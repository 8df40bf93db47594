#pragma once

#include <span>
#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns the Content-Security-Policy of a page with these inline styles: nothing from elsewhere, no inline
// script (https://www.w3.org/TR/CSP3/).
std::string content_security_policy(std::span<std::string_view const> styles);

} // namespace broadsheet::site
