#include "templates/value.h"

#include <array>
#include <charconv>
#include <cmath>

namespace broadsheet::templates {

namespace {

// A lazy list can go on for ever, in both directions.
constexpr std::size_t maximum_list_text = 1 << 20;
constexpr int maximum_list_depth = 16;

constexpr std::string_view escaped_characters = "&<>\"'`=";
constexpr std::array<std::string_view, 8> entities{
    "", "&amp;", "&lt;", "&gt;", "&quot;", "&#x27;", "&#x60;", "&#x3D;"};

// The place in `entities` of each byte's entity, 0 for none.
constexpr auto entity_of = [] {
    std::array<std::uint8_t, 256> places{};
    for (std::size_t i = 0; i < escaped_characters.size(); ++i)
        places[static_cast<unsigned char>(escaped_characters[i])] = static_cast<std::uint8_t>(i + 1);
    return places;
}();

void append_list(std::string& out, List const& list, std::size_t limit, int depth);

void append_plain(std::string& out, Value const& value, std::size_t limit, int depth)
{
    switch (value.kind()) {
    case Value::Kind::undefined:
    case Value::Kind::null:
    case Value::Kind::function:
        return;
    case Value::Kind::boolean:
        out += value.boolean() ? "true" : "false";
        return;
    case Value::Kind::number:
        append_number(out, value.number());
        return;
    case Value::Kind::string:
        out += value.string();
        return;
    case Value::Kind::list:
        append_list(out, *value.list(), limit, depth + 1);
        return;
    case Value::Kind::object:
        out += "[object Object]";
        return;
    }
}

void append_list(std::string& out, List const& list, std::size_t limit, int depth)
{
    if (depth > maximum_list_depth)
        return;
    for (std::size_t i = 0; i < list.size() && out.size() < limit; ++i) {
        if (i > 0)
            out += ',';
        append_plain(out, list.at(i), limit, depth);
    }
}

} // namespace

void append_text(std::string& out, Value const& value)
{
    append_plain(out, value, out.size() + maximum_list_text, 0);
}

void append_number(std::string& out, double number)
{
    if (std::isnan(number)) {
        out += "NaN";
        return;
    }
    if (std::isinf(number)) {
        out += number < 0 ? "-Infinity" : "Infinity";
        return;
    }
    std::array<char, 32> buffer;
    constexpr double exact_integers = 9007199254740992.0;
    if (number == std::trunc(number) && std::abs(number) < exact_integers) {
        auto end = std::to_chars(buffer.begin(), buffer.end(), static_cast<std::int64_t>(number)).ptr;
        out.append(buffer.begin(), end);
        return;
    }
    // Shortest digits "d.ddde±xx", then placed by the specification's steps 6 to 12, n being the exponent
    // plus one.
    if (number < 0)
        out += '-';
    auto end
        = std::to_chars(buffer.begin(), buffer.end(), std::abs(number), std::chars_format::scientific).ptr;
    std::string_view written(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    auto mark = written.find('e');
    int exponent = 0;
    auto sign = written[mark + 1] == '-' ? -1 : 1;
    std::from_chars(written.data() + mark + 2, end, exponent);
    std::string digits(1, written[0]);
    if (mark > 2)
        digits += written.substr(2, mark - 2);
    int n = sign * exponent + 1;
    int k = static_cast<int>(digits.size());
    if (k <= n && n <= 21)
        out.append(digits).append(static_cast<std::size_t>(n - k), '0');
    else if (0 < n && n <= 21)
        out.append(digits.insert(static_cast<std::size_t>(n), "."));
    else if (-6 < n && n <= 0)
        out.append("0.").append(static_cast<std::size_t>(-n), '0').append(digits);
    else
        out.append(k > 1 ? digits.insert(1, ".") : digits)
            .append(n > 0 ? "e+" : "e-")
            .append(std::to_string(std::abs(n - 1)));
}

void append_escaped(std::string& out, std::string_view text)
{
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto entity = entity_of[static_cast<unsigned char>(text[i])];
        if (entity == 0) [[likely]]
            continue;
        out.append(text, written, i - written).append(entities[entity]);
        written = i + 1;
    }
    out.append(text, written);
}

} // namespace broadsheet::templates
