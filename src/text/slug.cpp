#include "text/slug.h"

#include "base/ascii.h"
#include "base/result.h"
#include "base/utf8.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace broadsheet::text {

namespace {

constexpr std::size_t longest_slug = 100;

// а to я, as Russian newspapers write their addresses.
constexpr std::array<std::string_view, 32> russian{"a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k",
    "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu",
    "ya"};

// Ukrainian writes letters that Russian does not, and reads two that both have in its own way.
bool is_ukrainian(std::string_view title)
{
    for (std::string_view letter : {"і", "І", "ї", "Ї", "є", "Є", "ґ", "Ґ"}) {
        if (title.find(letter) != std::string_view::npos)
            return true;
    }
    return false;
}

bool starts_word(std::string_view out)
{
    return out.empty() || !is_letter(out.back());
}

// Appends the Latin letters for a Cyrillic one of East Slavic languages; false for any other character.
bool append_cyrillic(std::string& out, char32_t point, bool ukrainian)
{
    if (ukrainian && (point == U'и' || point == U'И' || point == U'г' || point == U'Г')) {
        out += point == U'и' || point == U'И' ? "y" : "h";
        return true;
    }
    if (point >= U'А' && point <= U'я') {
        out += russian[(point - U'А') % 32];
        return true;
    }
    switch (point) {
    case U'ё':
    case U'Ё':
        out += "yo";
        return true;
    case U'є':
    case U'Є':
        out += "ye";
        return true;
    case U'і':
    case U'І':
        out += "i";
        return true;
    case U'ї':
    case U'Ї':
        out += starts_word(out) ? "yi" : "i";
        return true;
    case U'ґ':
    case U'Ґ':
        out += "g";
        return true;
    case U'ў':
    case U'Ў':
        out += "u";
        return true;
    default:
        return false;
    }
}

// Returns text in ASCII as far as ICU can say it so.
std::string to_ascii(std::string const& text)
{
    // A transliterator takes milliseconds to create and may not be shared.
    static thread_local std::unique_ptr<icu::Transliterator> const transliterator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> created{
            icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status)};
        VERIFY(U_SUCCESS(status));
        return created;
    }();
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
    transliterator->transliterate(unicode);
    std::string ascii;
    unicode.toUTF8String(ascii);
    return ascii;
}

bool is_ascii(std::string_view text)
{
    return std::none_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Returns the title in Latin letters.
std::string romanised(std::string_view title)
{
    std::string latin;
    bool const ukrainian = is_ukrainian(title);
    for (std::size_t at = 0; at < title.size();) {
        std::size_t begin = at;
        char32_t point = next_code_point(title, at);
        bool apostrophe = point == U'\'' || point == U'’' || point == U'ʼ';
        if (!apostrophe && !append_cyrillic(latin, point, ukrainian))
            latin.append(title, begin, at - begin);
    }
    return is_ascii(latin) ? latin : to_ascii(latin);
}

} // namespace

std::string slugify(std::string_view title)
{
    // Far more than a slug can hold, so that a runaway title costs nothing.
    title = title.substr(0, find_invalid_utf8(title));
    title = first_code_points(title, 4 * longest_slug);
    std::string slug;
    for (char c : romanised(title)) {
        if (c == '\'')
            continue;
        if (is_alphanumeric(c))
            slug += to_lower(c);
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    if (slug.size() > longest_slug) {
        std::size_t cut = slug.rfind('-', longest_slug);
        slug.resize(cut == std::string::npos ? longest_slug : cut);
    }
    if (slug.ends_with('-'))
        slug.pop_back();
    return slug.empty() ? "untitled" : slug;
}

bool is_valid_slug(std::string_view slug)
{
    constexpr std::size_t most_bytes = 200;
    if (slug.empty() || slug.size() > most_bytes || !is_valid_utf8(slug))
        return false;
    for (std::size_t at = 0; at < slug.size();) {
        char32_t point = next_code_point(slug, at);
        auto character = static_cast<UChar32>(point);
        bool allowed = point == '-' || point == '_' || u_isalnum(character)
            || (U_GET_GC_MASK(character) & U_GC_M_MASK);
        if (!allowed)
            return false;
    }
    return true;
}

} // namespace broadsheet::text
