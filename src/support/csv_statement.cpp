#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "support/statement.h"
#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <vector>

namespace broadsheet::support {

namespace {

using Cells = std::vector<std::string>;

// RFC 4180, with another separator where the first line has it.
class Lines {
public:
    Lines(std::string_view text, char separator)
        : text_(text)
        , separator_(separator)
    {
    }

    // Returns the next line's cells; nothing at the end.
    Result<std::optional<Cells>> next()
    {
        if (at_ >= text_.size())
            return std::optional<Cells>();
        ++number_;
        Cells cells(1);
        while (at_ < text_.size() && text_[at_] != '\n') {
            if (text_[at_] == '"' && cells.back().empty())
                TRY(read_quoted(cells.back()));
            else if (text_[at_] == separator_)
                cells.emplace_back();
            else if (text_[at_] != '\r')
                cells.back() += text_[at_];
            ++at_;
            if (cells.size() > StatementLimits::columns)
                return invalid(fmt::format("line {}: too many columns", number_));
        }
        ++at_;
        return std::optional(std::move(cells));
    }
    std::size_t number() const { return number_; }

private:
    // From one quote to before the last character that belongs to it.
    Result<void> read_quoted(std::string& cell)
    {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '"')
                cell += text_[at_];
            else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"')
                cell += text_[++at_];
            else
                return {};
        }
        return invalid(fmt::format("line {}: a quotation mark is not closed", number_));
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
};

// Which column holds what; as banks name them.
struct Columns {
    std::optional<std::size_t> day, amount, currency, text, reference, id, account;
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> known)
{
    return std::ranges::any_of(known, [&](auto each) { return equals_ignoring_case(name, each); });
}

Columns columns_of(Cells const& names)
{
    Columns columns;
    for (std::size_t at = 0; at < names.size(); ++at) {
        auto const name = trimmed(names[at]);
        if (is_one_of(
                name, {"date", "day", "booking date", "bookingdate", "buchungstag", "buchungsdatum", "дата"}))
            columns.day = at;
        else if (is_one_of(name, {"amount", "sum", "betrag", "umsatz", "сумма"}))
            columns.amount = at;
        else if (is_one_of(name, {"currency", "waehrung", "währung", "валюта"}))
            columns.currency = at;
        else if (is_one_of(name,
                     {"text", "description", "purpose", "verwendungszweck", "details", "назначение платежа"}))
            columns.text = at;
        else if (is_one_of(name, {"reference", "end-to-end id", "remittance information", "referenz"}))
            columns.reference = at;
        else if (is_one_of(name, {"id", "transaction id", "bank reference", "entry id"}))
            columns.id = at;
        else if (is_one_of(name, {"auftragskonto", "iban auftragskonto", "own iban", "account iban"}))
            columns.account = at;
    }
    return columns;
}

std::string cell(Cells const& cells, std::optional<std::size_t> column)
{
    return column && *column < cells.size() ? std::string(trimmed(cells[*column])) : std::string();
}

// "2026-11-23", "23.11.2026", "23/11/2026".
Result<Day> read_day(std::string_view text)
{
    std::string iso(text);
    if (text.size() == 10 && (text[2] == '.' || text[2] == '/') && text[5] == text[2])
        iso = fmt::format("{}-{}-{}", text.substr(6), text.substr(3, 2), text.substr(0, 2));
    return day_of(TRY(text::parse_iso(iso)));
}

struct SignedAmount {
    std::int64_t minor = 0;
    bool is_ambiguous = false;
};

// "-1.234,50", "1,234.50", "5". The last of point and comma parts the fraction, if one or two digits (or the
// currency's) follow. "1,000" is a thousand, or one where the comma parts the fraction.
Result<SignedAmount> read_signed_amount(std::string_view typed, Currency const& currency)
{
    bool const is_negative = typed.starts_with('-') || typed.starts_with("−");
    std::string digits;
    for (auto const c : typed.substr(std::min(typed.find_first_of("0123456789"), typed.size())))
        if (c != ' ' && c != '\'')
            digits += c;
    auto const point = digits.find_last_of(".,");
    bool const has_fraction = point != std::string::npos && digits.find_first_of(".,") == point
        && static_cast<int>(digits.size() - point - 1) <= currency.exponent;
    bool const is_mixed = point != std::string::npos && digits.find_first_of(".,") != point
        && digits[digits.find_first_of(".,")] != digits[point];
    std::string plain;
    for (std::size_t at = 0; at < digits.size(); ++at)
        if (is_digit(digits[at]))
            plain += digits[at];
        else if (at == point && (has_fraction || is_mixed))
            plain += '.';
        else if (digits[at] != '.' && digits[at] != ',')
            return invalid(fmt::format("\"{}\" is no amount", typed.substr(0, 40)));
    auto const read = read_amount(plain, currency);
    if (read.fault != AmountFault::none)
        return invalid(fmt::format("\"{}\" is no amount in {}", typed.substr(0, 40), currency.code));
    bool const is_only = point != std::string::npos && digits.find_first_of(".,") == point;
    bool const is_grouped = currency.exponent == 0 && digits.size() - point - 1 == 3; // has no fractions
    return SignedAmount{is_negative ? -read.minor : read.minor, is_only && !has_fraction && !is_grouped};
}

Result<Booking> read_booking(Cells const& cells, Columns const& columns, Currency const& account_currency)
{
    Booking booking;
    booking.day = TRY(read_day(cell(cells, columns.day)));
    auto const currency = cell(cells, columns.currency);
    booking.currency = currency.empty() ? account_currency : TRY(find_currency(currency));
    auto const amount = TRY(read_signed_amount(cell(cells, columns.amount), booking.currency));
    booking.minor = amount.minor;
    booking.is_ambiguous = amount.is_ambiguous;
    booking.text
        = (cell(cells, columns.reference) + " " + cell(cells, columns.text)).substr(0, StatementLimits::text);
    booking.id = cell(cells, columns.id);
    booking.account = cell(cells, columns.account);
    return booking;
}

char separator_of(std::string_view first_line)
{
    for (char const separator : {'\t', ';'})
        if (first_line.find(separator) != std::string_view::npos)
            return separator;
    return ',';
}

} // namespace

Result<void> read_csv_statement(
    std::string_view text, Currency const& account_currency, BookingVisitor const& visit)
{
    if (text.size() > StatementLimits::bytes)
        return limit_reached("the statement is too large: import it in parts");
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    if (!is_valid_utf8(text))
        return invalid("the statement is not UTF-8: save it as \"CSV UTF-8\"");
    Lines lines(text, separator_of(text.substr(0, text.find('\n'))));
    auto const names = TRY(lines.next());
    auto const columns = names ? columns_of(*names) : Columns();
    if (!columns.day || !columns.amount || (!columns.text && !columns.reference))
        return invalid("line 1: it names no columns \"date\", \"amount\" and \"text\" (or \"reference\")");
    std::map<std::string, int> same; // lines of the same content
    std::size_t bookings = 0;
    while (auto const cells = TRY(lines.next())) {
        if (cells->size() == 1 && trimmed(cells->front()).empty())
            continue;
        if (++bookings > StatementLimits::bookings)
            return limit_reached("the statement has too many lines: import it in parts");
        auto read = read_booking(*cells, columns, account_currency);
        if (!read.ok())
            return std::move(read).error().within(fmt::format("line {}", lines.number()));
        read->line = lines.number();
        if (read->id.empty()) {
            auto const content
                = fmt::format("{}\n{}\n{}\n{}", read->day, read->minor, read->currency.code, read->text);
            read->id = std::string(Booking::made_up)
                + to_hex(sha256(fmt::format("{}\n{}", content, same[content]++))).substr(0, 32);
        }
        TRY(visit(*read));
    }
    return {};
}

Result<void> read_statement(
    std::string_view text, Currency const& account_currency, BookingVisitor const& visit)
{
    auto const begin = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
    if (begin != std::string_view::npos && text[begin] == '<')
        return read_camt053(text, visit);
    return read_csv_statement(text, account_currency, visit);
}

} // namespace broadsheet::support
