#include "exchange/wordpress_languages.h"

#include "base/ascii.h"
#include "exchange/source_language.h"
#include "text/direction.h"

#include <algorithm>

namespace broadsheet::exchange {

namespace {

constexpr std::string_view language_domain = "language";

bool is_known_language(std::string const& tag)
{
    return text::is_valid_language(tag) && text::three_letter_language(tag) != "und";
}

} // namespace

std::string named_language(WxrItem const& item)
{
    std::string_view named;
    for (auto const& term : item.terms) {
        if (term.domain != language_domain)
            continue;
        if (!named.empty())
            return "";
        named = term.slug;
    }
    return to_lower(named);
}

std::string language_meant(WxrChannel const& channel, std::string const& name)
{
    auto const has_name = [&](auto const& language) { return to_lower(language.slug) == name; };
    auto const found = std::ranges::find_if(channel.languages, has_name);
    if (found == channel.languages.end()) {
        auto const tag = language_tag(name);
        return is_known_language(tag) ? tag : "";
    }
    auto const tag = language_tag(found->locale);
    auto const alone = without_region(tag);
    auto const is_same_language
        = [&](auto const& language) { return without_region(language_tag(language.locale)) == alone; };
    auto const& meant = std::ranges::count_if(channel.languages, is_same_language) == 1 ? alone : tag;
    return is_known_language(meant) ? meant : "";
}

} // namespace broadsheet::exchange
