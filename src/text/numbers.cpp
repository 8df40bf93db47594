#include "text/numbers.h"

#include <unicode/numberformatter.h>

namespace broadsheet::text {

std::string format_number(double value, int decimals, std::string_view language)
{
    auto unknown = U_ZERO_ERROR;
    auto const locale
        = icu::Locale::forLanguageTag({language.data(), static_cast<int>(language.size())}, unknown);
    auto failed = U_ZERO_ERROR;
    auto const formatted
        = icu::number::NumberFormatter::withLocale(U_FAILURE(unknown) ? icu::Locale::getRoot() : locale)
              .precision(icu::number::Precision::maxFraction(decimals))
              .formatDouble(value, failed)
              .toString(failed);
    std::string text;
    formatted.toUTF8String(text);
    return text;
}

} // namespace broadsheet::text
