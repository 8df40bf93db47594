#include "text/money.h"

#include "base/ascii.h"
#include "text/numbers.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::text {

namespace {

// https://www.six-group.com/en/products-services/financial-information/data-standards.html: all others have
// two digits.
constexpr std::string_view without_minor_unit
    = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view in_thousandths = "BHD IQD JOD KWD LYD OMR TND";

struct Symbol {
    std::string_view currency;
    std::string_view text;
};
// Only what no reader mistakes for another currency.
constexpr Symbol symbols[]
    = {{"USD", "$"}, {"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"RUB", "₽"}, {"UAH", "₴"}, {"GEL", "₾"},
        {"KZT", "₸"}, {"ILS", "₪"}, {"INR", "₹"}, {"TRY", "₺"}, {"PLN", "zł"}, {"CZK", "Kč"}};

bool is_in(std::string_view codes, std::string_view code)
{
    return code.size() == 3 && codes.find(code) != std::string_view::npos;
}

} // namespace

int minor_digits(std::string_view currency)
{
    return is_in(without_minor_unit, currency) ? 0 : is_in(in_thousandths, currency) ? 3 : 2;
}

std::string_view money_symbol(std::string_view currency)
{
    auto const* found = std::ranges::find(symbols, currency, &Symbol::currency);
    return found == std::end(symbols) ? currency : found->text;
}

std::string plain_money(std::int64_t minor, std::string_view currency)
{
    auto const digits = minor_digits(currency);
    std::int64_t units = 1;
    for (int digit = 0; digit < digits; ++digit)
        units *= 10;
    auto const size = minor < 0 ? -minor : minor;
    auto text = fmt::format("{}{}", minor < 0 ? "-" : "", size / units);
    if (size % units != 0)
        text += fmt::format(".{:0{}}", size % units, digits);
    return text;
}

std::string format_money(std::int64_t minor, std::string_view currency, std::string_view language)
{
    auto const plain = plain_money(minor < 0 ? -minor : minor, currency);
    // Most are so: a page asks for amounts, and ICU takes its time.
    bool const is_alike_everywhere = plain.size() < 4 && is_number(plain);
    auto const number = is_alike_everywhere ? plain : format_decimal(plain, language);
    std::string_view const sign = minor < 0 ? "−" : "";
    auto const symbol = money_symbol(currency);
    if (language != "en" && !language.starts_with("en-"))
        return fmt::format("{}{}\u00a0{}", sign, number, symbol);
    return fmt::format("{}{}{}{}", sign, symbol, is_letter(symbol[0]) ? "\u00a0" : "", number);
}

Result<std::int64_t> parse_money(std::string_view text, std::string_view currency)
{
    auto const point = text.find_first_of(".,");
    auto const whole = text.substr(0, point);
    auto const fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    auto const digits = static_cast<std::size_t>(minor_digits(currency));
    bool const is_amount = is_number(whole) && whole.size() <= 12 && fraction.size() <= digits
        && (point == std::string_view::npos || is_number(fraction));
    if (!is_amount)
        return invalid(fmt::format(
            "\"{}\" is no amount of {}, such as 5{}", text, currency, digits == 0 ? "" : " or 5.50"));
    std::int64_t minor = 0;
    auto const all = std::string(whole).append(fraction).append(digits - fraction.size(), '0');
    for (char const digit : all)
        minor = minor * 10 + (digit - '0');
    return minor;
}

} // namespace broadsheet::text
