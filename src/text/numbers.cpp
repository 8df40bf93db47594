#include "text/numbers.h"

#include <fmt/format.h>
#include <unicode/numberformatter.h>

namespace broadsheet::text {

namespace {

icu::Locale locale_of(std::string_view language)
{
    auto unknown = U_ZERO_ERROR;
    auto locale = icu::Locale::forLanguageTag({language.data(), static_cast<int>(language.size())}, unknown);
    return U_FAILURE(unknown) ? icu::Locale::getRoot() : locale;
}

std::string utf8_of(icu::UnicodeString const& formatted)
{
    std::string text;
    formatted.toUTF8String(text);
    return text;
}

} // namespace

std::string format_number(double value, int decimals, std::string_view language)
{
    auto failed = U_ZERO_ERROR;
    auto const formatted = icu::number::NumberFormatter::withLocale(locale_of(language))
                               .precision(icu::number::Precision::maxFraction(decimals))
                               .formatDouble(value, failed)
                               .toString(failed);
    return U_FAILURE(failed) ? fmt::format("{:.{}f}", value, decimals) : utf8_of(formatted);
}

std::string format_decimal(std::string_view plain, std::string_view language)
{
    auto const point = plain.find('.');
    auto const decimals = point == std::string_view::npos ? 0 : static_cast<int>(plain.size() - point - 1);
    auto locale = locale_of(language);
    auto failed = U_ZERO_ERROR;
    locale.setKeywordValue("numbers", "latn", failed);
    auto const formatted = icu::number::NumberFormatter::withLocale(locale)
                               .precision(icu::number::Precision::fixedFraction(decimals))
                               .formatDecimal({plain.data(), static_cast<int>(plain.size())}, failed)
                               .toString(failed);
    // Rather as a program writes it than nothing where an amount should stand.
    return U_FAILURE(failed) ? std::string(plain) : utf8_of(formatted);
}

} // namespace broadsheet::text
