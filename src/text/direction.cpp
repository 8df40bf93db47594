#include "text/direction.h"

#include "base/ascii.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace broadsheet::text {

namespace {

bool are_letters(std::string_view part)
{
    return std::all_of(part.begin(), part.end(), is_letter);
}

std::string_view take_part(std::string_view& tag)
{
    std::size_t end = std::min(tag.find('-'), tag.size());
    std::string_view part = tag.substr(0, end);
    tag.remove_prefix(std::min(end + 1, tag.size()));
    return part;
}

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

bool is_valid_language(std::string_view tag)
{
    constexpr std::size_t longest = 35;
    if (tag.size() > longest || tag.ends_with('-'))
        return false;
    std::string_view language = take_part(tag);
    if (language.size() < 2 || language.size() > 3 || !are_letters(language))
        return false;
    enum { script, region, variant } expected = script;
    while (!tag.empty()) {
        std::string_view part = take_part(tag);
        bool letters = are_letters(part);
        bool letters_and_digits = std::all_of(part.begin(), part.end(), is_alphanumeric);
        bool number = part.size() == 3 && is_number(part);
        if (expected == script && part.size() == 4 && letters)
            expected = region;
        else if (expected <= region && ((part.size() == 2 && letters) || number))
            expected = variant;
        else if (letters_and_digits
            && ((part.size() >= 5 && part.size() <= 8) || (part.size() == 4 && is_digit(part[0]))))
            expected = variant;
        else
            return false;
    }
    return true;
}

bool is_right_to_left(std::string_view tag)
{
    static constexpr std::array<std::string_view, 20> languages{"ar", "arc", "ary", "arz", "azb", "bal",
        "ckb", "dv", "fa", "glk", "he", "iw", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"};
    static constexpr std::array<std::string_view, 10> scripts{
        "adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"};
    std::string lower = to_lower(tag);
    std::string_view rest = lower;
    std::string_view language = take_part(rest);
    std::string_view script = take_part(rest);
    if (script.size() == 4 && are_letters(script))
        return contains(scripts, script);
    return contains(languages, language);
}

std::string native_language_name(std::string_view tag)
{
    if (!is_valid_language(tag))
        return std::string{tag};
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = icu::Locale::forLanguageTag({tag.data(), static_cast<int32_t>(tag.size())}, status);
    if (U_FAILURE(status))
        return std::string{tag};
    icu::UnicodeString name;
    locale.getDisplayName(locale, name);
    std::string utf8;
    name.toUTF8String(utf8);
    return utf8.empty() || utf8 == locale.getName() ? std::string{tag} : utf8;
}

std::string three_letter_language(std::string_view tag)
{
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = icu::Locale::forLanguageTag({tag.data(), static_cast<int32_t>(tag.size())}, status);
    std::string code = U_FAILURE(status) ? "" : locale.getISO3Language();
    return code.empty() ? "und" : code;
}

} // namespace broadsheet::text
