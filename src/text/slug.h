#pragma once

#include <string>
#include <string_view>

namespace broadsheet::text {

// Returns the address of a title: lower-case ASCII letters and digits joined by hyphens, other scripts
// transliterated ("Жизнь в Щецине" is "zhizn-v-shchetsine"), at most 100 characters and cut at a word;
// "untitled" when nothing is left. Thread-safe.
std::string slugify(std::string_view title);

// Returns whether a slug that came from elsewhere can be kept: letters, marks and digits of any script, '-'
// and '_', well-formed UTF-8, 1 to 200 bytes. So never a dot, a slash, white space or a control character.
bool is_valid_slug(std::string_view slug);

} // namespace broadsheet::text
