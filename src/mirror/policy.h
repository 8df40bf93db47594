#pragma once

#include <string>
#include <string_view>

namespace broadsheet::mirror {

// Returns the page with its Content-Security-Policy at the beginning of its head, because a file host does
// not send ours as a header. Directives that a meta element cannot give (frame-ancestors) are left out
// (https://www.w3.org/TR/CSP3/#meta-element).
std::string with_policy(std::string_view html, std::string_view policy);

} // namespace broadsheet::mirror
