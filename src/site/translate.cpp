#include "site/translate.h"

#include "base/ascii.h"
#include "text/dates.h"
#include "text/nested_quotes.h"

#include <algorithm>

namespace broadsheet::site {

std::string translated(Theme const& theme, std::string_view language, std::string_view key,
    Placeholders const& placeholders, std::optional<long long> count)
{
    auto const text = theme.text(key, language, count ? plural_category(language, *count) : "other");
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        auto const open = std::min(text.find('{', at), text.size());
        result += text.substr(at, open - at);
        if (open == text.size())
            break;
        auto const close = text.find('}', open);
        auto const name = close == text.npos ? text.substr(open) : text.substr(open + 1, close - open - 1);
        auto const found = std::find_if(placeholders.begin(), placeholders.end(),
            [&](auto const& placeholder) { return placeholder.first == name; });
        if (close != text.npos && found != placeholders.end()) {
            result += is_number(found->second) ? text::localised_number(found->second, language)
                                               : text::nested_quotes(found->second, result, language);
            at = close + 1;
        } else {
            result += '{';
            at = open + 1;
        }
    }
    return result;
}

} // namespace broadsheet::site
