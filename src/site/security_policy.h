#pragma once

#include <span>
#include <string>
#include <string_view>

namespace broadsheet::site {

// What scripts a page may run: none, or files of this newspaper.
enum class Scripts { none, own };

// Returns the Content-Security-Policy of a page with these inline styles: nothing from elsewhere and no
// inline script (https://www.w3.org/TR/CSP3/).
std::string content_security_policy(std::span<std::string_view const> styles, Scripts);

} // namespace broadsheet::site
