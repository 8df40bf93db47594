#include "support/currency.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/money.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

// https://www.six-group.com/en/products-services/financial-information/data-standards.html, without metals,
// funds and test codes.
constexpr std::string_view codes
    = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
      "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
      "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
      "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
      "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS "
      "VES WST XCD YER ZAR ZMW ZWG BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF BHD IQD "
      "JOD "
      "KWD LYD OMR TND";

std::string_view find_code(std::string_view code)
{
    for (std::size_t at = 0; at + 3 <= codes.size(); at += 4)
        if (codes.substr(at, 3) == code)
            return codes.substr(at, 3);
    return {};
}

// Takes off the currency's own symbol or code, where people write it.
std::string_view without_currency(std::string_view text, Currency const& currency)
{
    for (auto const name : {text::money_symbol(currency.code), currency.code}) {
        if (text.size() < name.size())
            continue;
        if (equals_ignoring_case(text.substr(0, name.size()), name))
            return trimmed(text.substr(name.size()));
        if (equals_ignoring_case(text.substr(text.size() - name.size()), name))
            return trimmed(text.substr(0, text.size() - name.size()));
    }
    return text;
}

// Returns the text with its digits in ASCII and without the spaces that group them; nothing if it holds
// anything else than digits, points and commas.
std::string plain_digits(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        if (c >= U'٠' && c <= U'٩')
            plain += static_cast<char>('0' + (c - U'٠'));
        else if (c >= U'۰' && c <= U'۹')
            plain += static_cast<char>('0' + (c - U'۰'));
        else if (c == U'٫')
            plain += '.';
        else if ((c >= U'0' && c <= U'9') || c == U'.' || c == U',')
            plain += static_cast<char>(c);
        else if (c != U' ' && c != U'\u00a0' && c != U'\u202f')
            return {};
    }
    return plain;
}

} // namespace

std::int64_t Currency::minor_units() const
{
    std::int64_t units = 1;
    for (int digit = 0; digit < exponent; ++digit)
        units *= 10;
    return units;
}

Result<Currency> find_currency(std::string_view code)
{
    if (auto const known = find_code(code); !known.empty())
        return Currency{known, text::minor_digits(known)};
    return invalid(fmt::format("currency: \"{}\" is no currency of ISO 4217, such as EUR", code));
}

std::string plain_amount(std::int64_t minor, Currency const& currency)
{
    return text::plain_money(minor, currency.code);
}

std::string format_amount(std::int64_t minor, Currency const& currency, std::string_view language)
{
    return text::format_money(minor, currency.code, language);
}

TypedAmount read_amount(std::string_view typed, Currency const& currency)
{
    if (!is_valid_utf8(typed))
        return {0, AmountFault::unreadable};
    auto const text = trimmed(typed);
    if (text.empty())
        return {0, AmountFault::missing};
    auto const plain = plain_digits(without_currency(text, currency));
    auto const point = plain.find_first_of(".,");
    auto const major = plain.substr(0, point);
    auto const fraction = point == std::string::npos ? std::string() : plain.substr(point + 1);
    if (!is_number(major + fraction))
        return {0, AmountFault::unreadable};
    if (fraction.size() == 3 && currency.exponent != 3)
        return {0, AmountFault::ambiguous};
    if (static_cast<int>(fraction.size()) > currency.exponent)
        return {0, AmountFault::too_fine};
    if (major.size() > 13)
        return {0, AmountFault::too_large};
    std::int64_t minor = 0;
    for (char const digit : major + fraction)
        minor = minor * 10 + (digit - '0');
    for (auto digits = static_cast<int>(fraction.size()); digits < currency.exponent; ++digits)
        minor *= 10;
    if (minor > most_minor_units)
        return {0, AmountFault::too_large};
    return {minor, AmountFault::none};
}

} // namespace broadsheet::support
