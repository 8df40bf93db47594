#pragma once

#include <string>
#include <string_view>

namespace broadsheet::text {

// Returns a name as it stands within a sentence that may already have opened quotation marks before it: then
// its own, of the same kind, become those of the second level: «Прочтите „Маяк“», “Read ‘The Lantern’”,
// „Lies die ‚Laterne‘“.
// `before` is the sentence so far. Other text stays as it is.
std::string nested_quotes(std::string_view name, std::string_view before, std::string_view language);

} // namespace broadsheet::text
