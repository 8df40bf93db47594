#pragma once

#include "base/result.h"

#include <cstddef>
#include <string_view>

namespace broadsheet::newsroom {

// What the stores refuse. Each returns an `invalid` error that starts with the field's name.

// Well-formed UTF-8 of at most `limit` bytes without control characters other than tab and line ends.
Result<void> check_text(std::string_view field, std::string_view text, std::size_t limit);
// The same, and not only white space.
Result<void> check_required_text(std::string_view field, std::string_view text, std::size_t limit);

Result<void> check_slug(std::string_view slug, std::size_t limit);
Result<void> check_language(std::string_view field, std::string_view language);

// An absolute http or https address with a host, without white space or control characters.
bool is_web_address(std::string_view url);
// Whether a web address has a name, perhaps with a password, before its host
// (https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1).
bool has_user_info(std::string_view url);
// A path that stays on this host: one slash at the start, no backslash, white space or control characters.
bool is_rooted_path(std::string_view path);
// Empty, a web address or a rooted path.
Result<void> check_link(std::string_view field, std::string_view url);

} // namespace broadsheet::newsroom
