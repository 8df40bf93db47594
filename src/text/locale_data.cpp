#include "text/locale_data.h"

#include "base/result.h"
#include "text/direction.h"

#include <unicode/dtfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/locid.h>
#include <unicode/numsys.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace broadsheet::text {

namespace {

using Symbols = icu::DateFormatSymbols;

std::string to_utf8(icu::UnicodeString const& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

// Dates in the Gregorian calendar; "en" alone is English as most of the world writes it.
icu::Locale locale_for(std::string_view tag)
{
    UErrorCode status = U_ZERO_ERROR;
    if (tag == "en")
        tag = "en-GB";
    icu::Locale locale = icu::Locale::forLanguageTag({tag.data(), static_cast<int32_t>(tag.size())}, status);
    locale.setUnicodeKeywordValue("ca", "gregory", status);
    return U_SUCCESS(status) ? locale : icu::Locale{"en_GB"};
}

// ICU answers for an unknown language with the data of the machine's own.
bool is_known(icu::Locale const& locale)
{
    UErrorCode status = U_ZERO_ERROR;
    Symbols symbols{locale, status};
    icu::Locale valid = symbols.getLocale(ULOC_VALID_LOCALE, status);
    return U_SUCCESS(status) && std::string_view{valid.getLanguage()} == locale.getLanguage();
}

template <std::size_t N>
void copy_names(std::array<std::string, N>& names, icu::UnicodeString const* from, int32_t count)
{
    for (std::size_t index = 0; index < N && index < static_cast<std::size_t>(count); ++index)
        names[index] = to_utf8(from[index]);
}

void copy_months(LocaleData::Months& months, Symbols const& symbols, Symbols::DtContextType context,
    Symbols::DtWidthType width)
{
    int32_t count = 0;
    auto const* names = symbols.getMonths(count, context, width);
    copy_names(months, names, count);
}

void copy_weekdays(LocaleData::Weekdays& weekdays, Symbols const& symbols, Symbols::DtWidthType width)
{
    int32_t count = 0;
    auto const* names = symbols.getWeekdays(count, Symbols::FORMAT, width);
    copy_names(weekdays, names + 1, count - 1); // ICU counts from 1
}

void copy_digits(std::array<std::string, 10>& digits, icu::Locale const& locale)
{
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::NumberingSystem> system{icu::NumberingSystem::createInstance(locale, status)};
    bool decimal = U_SUCCESS(status) && !system->isAlgorithmic() && system->getRadix() == 10;
    icu::UnicodeString description = decimal ? system->getDescription() : icu::UnicodeString{"0123456789"};
    for (int32_t digit = 0; digit < 10; ++digit)
        digits[static_cast<std::size_t>(digit)]
            = to_utf8(icu::UnicodeString{description.char32At(description.moveIndex32(0, digit))});
}

// Returns the pattern with plain spaces, which every font has and every search finds.
std::string with_plain_spaces(icu::UnicodeString pattern)
{
    for (char16_t space : {u'\u00A0', u'\u202F'})
        pattern.findAndReplace(icu::UnicodeString{space}, icu::UnicodeString{u' '});
    return to_utf8(pattern);
}

// Newspapers leave out the word for "year" that formal Russian, Ukrainian and Bulgarian put behind it («2026
// г.»).
std::string without_word_for_year(std::string const& pattern)
{
    std::size_t word = pattern.rfind("y '");
    if (word == std::string::npos)
        return pattern;
    std::size_t close = pattern.find('\'', word + 3);
    bool last = close != std::string::npos && pattern.find_first_not_of(".", close + 1) == std::string::npos;
    return last ? pattern.substr(0, word + 1) : pattern;
}

std::unique_ptr<LocaleData> load(icu::Locale const& locale)
{
    UErrorCode status = U_ZERO_ERROR;
    Symbols symbols{locale, status};
    std::unique_ptr<icu::DateTimePatternGenerator> patterns{
        icu::DateTimePatternGenerator::createInstance(locale, status)};
    VERIFY(U_SUCCESS(status));
    auto pattern = [&](char const* skeleton) {
        return without_word_for_year(with_plain_spaces(patterns->getBestPattern(skeleton, status)));
    };
    auto data = std::make_unique<LocaleData>();
    data->language = locale.getLanguage();
    copy_months(data->months, symbols, Symbols::FORMAT, Symbols::WIDE);
    copy_months(data->months_alone, symbols, Symbols::STANDALONE, Symbols::WIDE);
    copy_months(data->short_months, symbols, Symbols::FORMAT, Symbols::ABBREVIATED);
    copy_months(data->short_months_alone, symbols, Symbols::STANDALONE, Symbols::ABBREVIATED);
    copy_weekdays(data->weekdays, symbols, Symbols::WIDE);
    copy_weekdays(data->short_weekdays, symbols, Symbols::ABBREVIATED);
    copy_weekdays(data->shortest_weekdays, symbols, Symbols::SHORT);
    int32_t count = 0;
    auto const* halves = symbols.getAmPmStrings(count);
    copy_names(data->day_halves, halves, count);
    copy_digits(data->digits, locale);
    data->long_date = pattern("yMMMMd");
    data->short_date = pattern("yMMMd");
    data->numeric_date = pattern("yMMdd");
    data->shortest_date = pattern("yMd");
    data->month_and_year = pattern("yMMMM");
    data->time = pattern("jmm");
    data->time_with_seconds = pattern("jmmss");
    return data;
}

} // namespace

LocaleData const& locale_data(std::string_view language_tag)
{
    struct Last {
        std::string tag;
        LocaleData const* data = nullptr;
    };
    static thread_local Last last;
    if (last.data && last.tag == language_tag)
        return *last.data;

    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<LocaleData>, std::less<>> loaded;
    std::lock_guard lock{mutex};
    constexpr std::size_t most_languages = 1000; // more cannot be meant
    bool usable = is_valid_language(language_tag) && loaded.size() < most_languages;
    std::string key{usable ? language_tag : "en"};
    auto& data = loaded[key];
    if (!data) {
        icu::Locale locale = locale_for(key);
        data = load(is_known(locale) ? locale : locale_for("en"));
    }
    last = {std::string{language_tag}, data.get()};
    return *data;
}

std::string capitalised(std::string const& text)
{
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
    int32_t first = unicode.moveIndex32(0, 1);
    icu::UnicodeString start = unicode.tempSubString(0, first);
    return to_utf8(start.toUpper(icu::Locale::getRoot()) + unicode.tempSubString(first));
}

std::string upper_case(std::string const& text)
{
    return to_utf8(icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale::getRoot()));
}

std::string lower_case(std::string const& text)
{
    return to_utf8(icu::UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot()));
}

} // namespace broadsheet::text
