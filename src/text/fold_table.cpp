#include "text/fold_table.h"

#include "base/result.h"
#include "base/utf8.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::text {

namespace {

// Folded forms of the characters of most alphabets, looked up instead of asked of ICU each time.
constexpr char32_t table_size = 0x2000;

struct Folded {
    char16_t first = 0;
    char16_t second = 0;
    Letter letter = Letter::none;
};

// Letters that Unicode does not decompose, as they are typed without a keyboard for them.
struct Replacement {
    char32_t letter;
    char16_t first;
    char16_t second;
};
constexpr std::array<Replacement, 15> replacements{{{U'ß', 's', 's'}, {U'ẞ', 's', 's'}, {U'æ', 'a', 'e'},
    {U'ø', 'o', 0}, {U'đ', 'd', 0}, {U'ð', 'd', 0}, {U'ł', 'l', 0}, {U'þ', 't', 'h'}, {U'œ', 'o', 'e'},
    {U'ħ', 'h', 0}, {U'ı', 'i', 0}, {U'ŋ', 'n', 0}, {U'ς', u'σ', 0}, {U'ё', u'е', 0}, {U'ə', 'a', 0}}};

// Vowel signs of Indian scripts (class 0, 7, 9) are part of the word; accents and points (10 and more) are
// not.
bool is_silent_mark(UChar32 point)
{
    return (U_GET_GC_MASK(point) & U_GC_M_MASK) && u_getCombiningClass(point) >= 10;
}

bool is_letter(UChar32 point)
{
    return u_isalnum(point) || (U_GET_GC_MASK(point) & U_GC_M_MASK);
}

bool is_cyrillic(UChar32 point)
{
    return point >= 0x400 && point < 0x530;
}

// Appends a letter, or what is typed for it, as far as there is room.
void add(Folded& folded, char16_t unit)
{
    auto replacement = std::find_if(replacements.begin(), replacements.end(),
        [&](Replacement const& candidate) { return candidate.letter == unit; });
    bool replaced = replacement != replacements.end();
    for (char16_t part :
        {replaced ? replacement->first : unit, replaced ? replacement->second : char16_t{0}}) {
        if (!folded.first)
            folded.first = part;
        else if (!folded.second)
            folded.second = part;
    }
}

Folded fold(UChar32 point)
{
    if (is_silent_mark(point) || point == 0x640) // and the Arabic tatweel
        return {0, 0, Letter::mark};
    if (!is_letter(point))
        return {};
    auto lower = static_cast<char16_t>(u_tolower(point));
    Folded folded{0, 0, Letter::part};
    // й, ї and ў are letters of their own, not и, і and у with a mark.
    if (is_cyrillic(point)) {
        add(folded, lower);
        return folded;
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString decomposed
        = icu::Normalizer2::getNFKDInstance(status)->normalize(icu::UnicodeString{lower}, status);
    VERIFY(U_SUCCESS(status));
    for (int32_t at = 0; at < decomposed.length(); ++at) {
        auto unit = static_cast<char16_t>(u_tolower(decomposed[at]));
        if (is_letter(unit) && !is_silent_mark(unit))
            add(folded, unit);
    }
    if (!folded.first)
        folded.first = lower;
    return folded;
}

std::vector<Folded> const& table()
{
    static std::vector<Folded> const folded = [] {
        std::vector<Folded> entries(table_size);
        for (char32_t point = 0; point < table_size; ++point)
            entries[point] = fold(static_cast<UChar32>(point));
        return entries;
    }();
    return folded;
}

bool is_ideograph_or_kana(char32_t point)
{
    return (point >= 0x3040 && point <= 0x30FF) || (point >= 0x3400 && point <= 0x9FFF)
        || (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF);
}

} // namespace

Letter append_folded(std::string& word, char32_t point)
{
    if (point < table_size) {
        Folded const& folded = table()[point];
        if (folded.first)
            append_code_point(word, folded.first);
        if (folded.second)
            append_code_point(word, folded.second);
        return folded.letter;
    }
    if (is_ideograph_or_kana(point)) {
        append_code_point(word, point);
        return Letter::whole;
    }
    if (point >= 0xFF01 && point <= 0xFF5E) // ASCII in the width of ideographs
        return append_folded(word, point - 0xFEE0);
    auto character = static_cast<UChar32>(point);
    if (!is_letter(character))
        return Letter::none;
    append_code_point(word, static_cast<char32_t>(u_tolower(character)));
    return Letter::part;
}

} // namespace broadsheet::text
