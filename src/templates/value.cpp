#include "templates/value.h"

#include "base/utf8.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace broadsheet::templates {

namespace {

// Returns the index a key names ("0", "12"), if it is one and less than `size`.
std::optional<std::size_t> index_of(std::string_view digits, std::size_t size)
{
    std::size_t index = 0;
    auto const* end = digits.data() + digits.size();
    auto [parsed, error] = std::from_chars(digits.data(), end, index);
    bool is_index = error == std::errc{} && parsed == end && (digits.size() == 1 || digits[0] != '0');
    return is_index && index < size ? std::optional(index) : std::nullopt;
}

// Returns a list's element, or "length".
Value element(List const& list, Key key)
{
    if (key == "length"_key)
        return list.size();
    auto index = index_of(key.text(), list.size());
    return index ? list.at(*index) : Value();
}

// JavaScript counts UTF-16 units: characters beyond the basic plane count twice.
std::size_t utf16_length(std::string_view text)
{
    std::size_t length = 0;
    for (unsigned char byte : text)
        length += (byte & 0xc0) != 0x80 ? 1 + (byte >= 0xf0) : 0;
    return length;
}

// Returns a string's character, or "length".
Value character(std::string_view text, Key key)
{
    if (key == "length"_key)
        return utf16_length(text);
    auto index = index_of(key.text(), text.size());
    if (!index || *index >= count_code_points(text))
        return {};
    auto start = first_code_points(text, *index).size();
    auto end = first_code_points(text, *index + 1).size();
    return Value(std::string(text.substr(start, end - start)));
}

} // namespace

Value::Value(std::string text)
{
    auto shared = std::make_shared<std::string const>(std::move(text));
    state_ = Text{*shared, false};
    owner_ = std::move(shared);
}

Value Value::borrow(std::string_view text)
{
    Value value;
    value.state_ = Text{text, false};
    return value;
}

Value Value::borrow(List const& list)
{
    Value value;
    value.state_ = &list;
    return value;
}

Value Value::borrow(Object const& object)
{
    Value value;
    value.state_ = &object;
    return value;
}

Value Value::borrow(Helper const& function)
{
    Value value;
    value.state_ = &function;
    return value;
}

Value Value::own(std::shared_ptr<List const> list)
{
    Value value = borrow(*list);
    value.owner_ = std::move(list);
    return value;
}

Value Value::own(std::shared_ptr<Object const> object)
{
    Value value = borrow(*object);
    value.owner_ = std::move(object);
    return value;
}

Value Value::safe(std::string html)
{
    Value value(std::move(html));
    std::get<Text>(value.state_).safe = true;
    return value;
}

Value Value::borrow_safe(std::string_view html)
{
    Value value;
    value.state_ = Text{html, true};
    return value;
}

bool Value::boolean() const
{
    auto const* value = std::get_if<bool>(&state_);
    return value && *value;
}

double Value::number() const
{
    auto const* value = std::get_if<double>(&state_);
    return value ? *value : 0;
}

std::string_view Value::string() const
{
    auto const* value = std::get_if<Text>(&state_);
    return value ? value->view : std::string_view{};
}

List const* Value::list() const
{
    auto const* value = std::get_if<List const*>(&state_);
    return value ? *value : nullptr;
}

Object const* Value::object() const
{
    auto const* value = std::get_if<Object const*>(&state_);
    return value ? *value : nullptr;
}

Helper const* Value::function() const
{
    auto const* value = std::get_if<Helper const*>(&state_);
    return value ? *value : nullptr;
}

bool Value::is_truthy() const
{
    switch (kind()) {
    case Kind::undefined:
    case Kind::null:
        return false;
    case Kind::boolean:
        return boolean();
    case Kind::number:
        return number() != 0 && !std::isnan(number());
    case Kind::string:
        return !string().empty();
    case Kind::list:
    case Kind::object:
    case Kind::function:
        return true;
    }
    return false;
}

bool Value::is_empty() const
{
    if (kind() == Kind::list)
        return list()->size() == 0;
    return !is_truthy() && !(is_number() && number() == 0);
}

bool Value::is_same(Value const& other) const
{
    if (is_nothing() || other.is_nothing())
        return is_nothing() && other.is_nothing();
    if (kind() != other.kind())
        return false;
    if (is_string())
        return string() == other.string();
    if (is_number())
        return number() == other.number();
    return boolean() == other.boolean() && list() == other.list() && object() == other.object()
        && function() == other.function();
}

Value Value::get(Key key) const
{
    if (auto const* fields = object())
        return fields->get(key);
    if (auto const* elements = list())
        return element(*elements, key);
    return is_string() ? character(string(), key) : Value();
}

std::string Value::text() const
{
    std::string text;
    append_text(text, *this);
    return text;
}

} // namespace broadsheet::templates
