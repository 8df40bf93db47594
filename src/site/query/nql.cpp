#include "site/query/nql.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/dates.h"
#include "text/locale_data.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::site {

namespace {

class Parser {
public:
    Parser(std::string_view text, UtcMillis now, FilterLimits const& limits)
        : text_(text)
        , now_(now)
        , limits_(limits)
    {
    }

    Result<Filter> parse()
    {
        skip_space();
        if (at_ == text_.size())
            return Filter();
        auto filter = TRY(parse_any(0));
        if (at_ < text_.size())
            return error("',' or '+'");
        return filter;
    }

private:
    Error error(std::string_view expected) const
    {
        return invalid(fmt::format("filter \"{}\": expected {} at byte {}", text_, expected, at_));
    }

    void skip_space()
    {
        while (at_ < text_.size() && text_[at_] == ' ')
            ++at_;
    }

    bool take(std::string_view wanted)
    {
        skip_space();
        if (!text_.substr(at_).starts_with(wanted))
            return false;
        at_ += wanted.size();
        return true;
    }

    Result<Filter> parse_any(std::size_t depth)
    {
        return parse_list(depth, ",", Filter::Kind::any_of, &Parser::parse_all);
    }

    Result<Filter> parse_all(std::size_t depth)
    {
        return parse_list(depth, "+", Filter::Kind::all_of, &Parser::parse_term);
    }

    Result<Filter> parse_list(std::size_t depth, std::string_view separator, Filter::Kind kind,
        Result<Filter> (Parser::*parse_part)(std::size_t))
    {
        auto first = TRY((this->*parse_part)(depth));
        if (!take(separator))
            return first;
        Filter list;
        list.kind = kind;
        list.parts.push_back(std::move(first));
        do
            list.parts.push_back(TRY((this->*parse_part)(depth)));
        while (take(separator));
        return list;
    }

    Result<Filter> parse_term(std::size_t depth)
    {
        if (depth > limits_.depth)
            return limit_reached(fmt::format("a filter is nested more than {} deep", limits_.depth));
        if (take("-"))
            return negated(TRY(parse_term(depth + 1)));
        if (!take("("))
            return parse_test();
        auto inside = TRY(parse_any(depth + 1));
        if (!take(")"))
            return error("')'");
        return inside;
    }

    static Filter negated(Filter filter)
    {
        Filter result;
        result.kind = Filter::Kind::none_of;
        result.parts.push_back(std::move(filter));
        return result;
    }

    Result<Filter> parse_test()
    {
        if (++tests_ > limits_.tests)
            return limit_reached(fmt::format("a filter has more than {} tests", limits_.tests));
        Filter test;
        test.kind = Filter::Kind::test;
        skip_space();
        auto const start = at_;
        while (at_ < text_.size() && is_name(text_[at_]))
            ++at_;
        test.property = text_.substr(start, at_ - start);
        if (test.property.empty())
            return error("the name of a property");
        if (!take(":"))
            return error("':'");
        auto const is_negated = take("-");
        test.sign = take_sign();
        if (take("[")) {
            do
                test.values.push_back(TRY(parse_value()));
            while (take(","));
            if (!take("]"))
                return error("']'");
        } else
            test.values.push_back(TRY(parse_value()));
        return is_negated ? negated(std::move(test)) : std::move(test);
    }

    static bool is_name(char letter) { return is_alphanumeric(letter) || letter == '_' || letter == '.'; }

    Filter::Sign take_sign()
    {
        constexpr std::pair<std::string_view, Filter::Sign> signs[] = {
            {">=", Filter::Sign::at_least},
            {"<=", Filter::Sign::at_most},
            {">", Filter::Sign::greater},
            {"<", Filter::Sign::less},
            {"~^", Filter::Sign::starts_with},
            {"~$", Filter::Sign::ends_with},
            {"~", Filter::Sign::contains},
        };
        for (auto [text, sign] : signs)
            if (take(text))
                return sign;
        return Filter::Sign::equal;
    }

    Result<FilterValue> parse_value()
    {
        skip_space();
        if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"'))
            return parse_quoted(text_[at_]);
        auto const start = at_;
        while (
            at_ < text_.size() && std::string_view("()[]+,'\" ").find(text_[at_]) == std::string_view::npos)
            ++at_;
        // now+1d is the one word with a plus in it.
        if (text_.substr(start, at_ - start) == "now" && at_ < text_.size() && text_[at_] == '+') {
            ++at_;
            while (at_ < text_.size() && is_name(text_[at_]))
                ++at_;
        }
        auto const word = text_.substr(start, at_ - start);
        if (word.empty())
            return error("a value");
        return meaning_of(word);
    }

    Result<FilterValue> parse_quoted(char quote)
    {
        std::string value;
        for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size())
                ++at_;
            value += text_[at_];
        }
        if (at_ == text_.size())
            return error("the end of the quotation");
        ++at_;
        return FilterValue(std::move(value));
    }

    FilterValue meaning_of(std::string_view word) const
    {
        if (word == "null")
            return nullptr;
        if (word == "true" || word == "false")
            return word == "true";
        if (word.starts_with("now"))
            if (auto moment = moment_from(word.substr(3)))
                return *moment;
        double number = 0;
        auto const [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (code == std::errc() && end == word.data() + word.size() && std::isfinite(number))
            return number;
        return std::string(word);
    }

    // Reads what stands behind "now": nothing, "-30d", "+1w".
    std::optional<double> moment_from(std::string_view offset) const
    {
        if (offset.empty())
            return static_cast<double>(now_);
        if (offset.size() < 3 || (offset[0] != '-' && offset[0] != '+'))
            return {};
        constexpr double second = 1'000;
        constexpr double day = 86'400 * second;
        constexpr std::pair<char, double> units[] = {{'s', second}, {'m', 60 * second}, {'h', 3'600 * second},
            {'d', day}, {'w', 7 * day}, {'M', 30 * day}, {'y', 365 * day}};
        int count = 0;
        auto const* last = offset.data() + offset.size() - 1;
        auto const [end, code] = std::from_chars(offset.data() + 1, last, count);
        if (code != std::errc() || end != last)
            return {};
        for (auto [letter, length] : units)
            if (offset.back() == letter)
                return static_cast<double>(now_) + (offset[0] == '-' ? -1 : 1) * count * length;
        return {};
    }

    std::string_view text_;
    UtcMillis now_;
    FilterLimits const& limits_;
    std::size_t at_ = 0;
    std::size_t tests_ = 0;
};

// A time may be compared with an ISO date.
std::optional<double> number_in(FilterValue const& value)
{
    if (auto const* number = std::get_if<double>(&value))
        return *number;
    if (auto const* text = std::get_if<std::string>(&value))
        if (auto moment = text::parse_iso(*text); moment.ok())
            return static_cast<double>(*moment);
    return {};
}

std::string text_in(FilterValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return *text;
    if (auto const* number = std::get_if<double>(&value))
        return fmt::format("{}", *number);
    if (auto const* flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    return "";
}

std::string lower_text_in(FilterValue const& value)
{
    return text::lower_case(text_in(value));
}

bool holds(Filter::Sign sign, FilterValue const& actual, FilterValue const& wanted)
{
    auto const is_number = std::holds_alternative<double>(actual);
    auto compare = [&](auto&& is_right) {
        auto const left = number_in(actual);
        auto const right = number_in(wanted);
        if (is_number || (left && right))
            return left && right && is_right(*left < *right ? -1 : *left > *right ? 1 : 0);
        return is_right(text_in(actual).compare(text_in(wanted)));
    };
    switch (sign) {
    case Filter::Sign::equal:
        if (is_number)
            return number_in(wanted) == std::get<double>(actual);
        if (std::holds_alternative<std::nullptr_t>(actual) || std::holds_alternative<std::nullptr_t>(wanted))
            return actual.index() == wanted.index();
        return text_in(actual) == text_in(wanted);
    case Filter::Sign::greater:
        return compare([](int order) { return order > 0; });
    case Filter::Sign::less:
        return compare([](int order) { return order < 0; });
    case Filter::Sign::at_least:
        return compare([](int order) { return order >= 0; });
    case Filter::Sign::at_most:
        return compare([](int order) { return order <= 0; });
    case Filter::Sign::contains:
        return lower_text_in(actual).find(lower_text_in(wanted)) != std::string::npos;
    case Filter::Sign::starts_with:
        return lower_text_in(actual).starts_with(lower_text_in(wanted));
    case Filter::Sign::ends_with:
        return lower_text_in(actual).ends_with(lower_text_in(wanted));
    }
    return false;
}

bool test_holds(Filter const& test, PropertyReader const& read)
{
    auto result = false;
    auto has_value = false;
    auto try_value = [&](FilterValue const& actual) {
        has_value = true;
        result = result || std::any_of(test.values.begin(), test.values.end(), [&](auto const& wanted) {
            return holds(test.sign, actual, wanted);
        });
    };
    read(test.property, try_value);
    if (!has_value)
        try_value(nullptr);
    return result;
}

bool asks_for_a_part(Filter::Sign sign)
{
    return sign == Filter::Sign::contains || sign == Filter::Sign::starts_with
        || sign == Filter::Sign::ends_with;
}

// Returns the first such test that holds wherever the whole filter does.
template <typename IsSuch>
Filter const* required_test(Filter const& filter, IsSuch const& is_such)
{
    if (filter.kind == Filter::Kind::test)
        return is_such(filter) ? &filter : nullptr;
    if (filter.kind != Filter::Kind::all_of)
        return nullptr;
    for (auto const& part : filter.parts)
        if (auto const* test = required_test(part, is_such))
            return test;
    return nullptr;
}

} // namespace

Result<Filter> parse_filter(std::string_view text, UtcMillis now, FilterLimits const& limits)
{
    if (text.size() > limits.size)
        return limit_reached(fmt::format("a filter is longer than {} bytes", limits.size));
    if (!is_valid_utf8(text))
        return invalid("a filter is not UTF-8");
    return Parser(text, now, limits).parse();
}

bool matches(Filter const& filter, PropertyReader const& read)
{
    auto holds_here = [&](Filter const& part) { return matches(part, read); };
    switch (filter.kind) {
    case Filter::Kind::all_of:
        return std::all_of(filter.parts.begin(), filter.parts.end(), holds_here);
    case Filter::Kind::any_of:
        return std::any_of(filter.parts.begin(), filter.parts.end(), holds_here);
    case Filter::Kind::none_of:
        return std::none_of(filter.parts.begin(), filter.parts.end(), holds_here);
    case Filter::Kind::test:
        return test_holds(filter, read);
    }
    return false;
}

void for_each_test(Filter const& filter, std::function<void(Filter const&)> const& visit)
{
    if (filter.kind == Filter::Kind::test)
        visit(filter);
    for (auto const& part : filter.parts)
        for_each_test(part, visit);
}

std::vector<FilterValue> const* required_values(Filter const& filter, std::string_view property)
{
    auto const* test = required_test(filter,
        [&](Filter const& each) { return each.property == property && each.sign == Filter::Sign::equal; });
    return test ? &test->values : nullptr;
}

Filter const* required_part(Filter const& filter, std::string_view property)
{
    return required_test(
        filter, [&](Filter const& each) { return each.property == property && asks_for_a_part(each.sign); });
}

} // namespace broadsheet::site
