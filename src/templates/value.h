#pragma once

#include "base/encoding.h"

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace broadsheet::templates {

class Call;
class List;
class Object;
class Value;

// What a template can call by name (templates/helper.h).
using Helper = std::function<Result<Value>(Call const&)>;

// A field's name with its hash. Templates make theirs once, when they are compiled. Borrows the text.
class Key {
public:
    constexpr explicit Key(std::string_view text)
        : text_(text)
        , hash_(hash64(text))
    {
    }

    constexpr std::string_view text() const { return text_; }
    constexpr std::uint64_t hash() const { return hash_; }
    constexpr bool operator==(Key const& other) const { return hash_ == other.hash_ && text_ == other.text_; }

private:
    std::string_view text_;
    std::uint64_t hash_;
};

inline namespace literals {
constexpr Key operator""_key(char const* text, std::size_t size)
{
    return Key({text, size});
}
} // namespace literals

// What a template works on. A cheap handle, never a deep copy: a *borrowed* value points to text, a list or
// an object that must outlive the render; an *owned* one shares it with its other copies.
class Value {
public:
    enum class Kind { undefined, null, boolean, number, string, list, object, function };

    Value() = default;
    Value(std::nullptr_t)
        : state_(nullptr)
    {
    }
    // Nothing that merely converts to bool, such as a pointer.
    template <std::same_as<bool> Boolean>
    Value(Boolean value)
        : state_(value)
    {
    }
    template <typename T>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) Value(T number)
        : state_(static_cast<double>(number))
    {
    }
    // A literal, which lives for ever.
    template <std::size_t size>
    Value(char const (&literal)[size])
        : state_(Text{{literal, size - 1}, false})
    {
    }
    // An owned string.
    Value(std::string);

    static Value borrow(std::string_view);
    static Value borrow(List const&);
    static Value borrow(Object const&);
    static Value borrow(Helper const&);
    static Value own(std::shared_ptr<List const>);
    static Value own(std::shared_ptr<Object const>);
    // A string that is HTML already, and is written without escaping.
    static Value safe(std::string);
    static Value borrow_safe(std::string_view);
    // An owned T, which is a List or an Object.
    template <typename T, typename... Arguments>
    static Value make(Arguments&&... arguments)
    {
        return own(std::make_shared<T const>(std::forward<Arguments>(arguments)...));
    }

    Kind kind() const { return static_cast<Kind>(state_.index()); }
    bool is_undefined() const { return kind() == Kind::undefined; }
    // Whether it is undefined or null.
    bool is_nothing() const { return kind() <= Kind::null; }
    bool is_string() const { return kind() == Kind::string; }
    bool is_number() const { return kind() == Kind::number; }
    bool is_safe() const { return is_string() && std::get_if<Text>(&state_)->safe; }

    // The value if it is of that kind; otherwise false, 0, an empty text or nullptr.
    bool boolean() const;
    double number() const;
    std::string_view string() const;
    List const* list() const;
    Object const* object() const;
    Helper const* function() const;

    // Whether JavaScript takes it for true: not undefined, null, false, 0, NaN or "".
    bool is_truthy() const;
    // What `#if` calls empty: as false in JavaScript, but 0 is not empty and [] is.
    bool is_empty() const;
    // Whether both are the same list or object, or equal numbers, strings, booleans or nothings.
    bool is_same(Value const&) const;

    // Returns a field of an object; an element, or "length", of a list; "length" of a string; otherwise
    // undefined.
    Value get(Key) const;
    // Returns the value as JavaScript's String() writes it, but undefined and null as "", and of a list no
    // more than the elements that fill a megabyte.
    std::string text() const;

private:
    struct Text {
        std::string_view view;
        bool safe;
    };
    std::variant<std::monostate, std::nullptr_t, bool, double, Text, List const*, Object const*,
        Helper const*>
        state_;
    std::shared_ptr<void const> owner_;
};

// An array a template can read. Elements may be made on the way: `at` is called once for each use. Rendering
// only reads, but several threads may render at the same time.
class List {
public:
    virtual ~List() = default;
    virtual std::size_t size() const = 0;
    // Returns the element at `index` < size(). A borrowed value must live as long as the list.
    virtual Value at(std::size_t index) const = 0;
};

// An object a template can read, computing a field when it is asked for. Same threads and lifetimes as List.
class Object {
public:
    virtual ~Object() = default;
    // Returns the field, undefined if there is none.
    virtual Value get(Key) const = 0;
    // Returns the names `#each` goes through, in order.
    virtual std::vector<std::string_view> keys() const { return {}; }
};

// Appends what Value::text() returns.
void append_text(std::string& out, Value const&);
// Appends a number as ECMAScript writes it (https://tc39.es/ecma262/#sec-numeric-types-number-tostring).
void append_number(std::string& out, double);
// Appends text with & < > " ' ` = escaped as Handlebars does.
void append_escaped(std::string& out, std::string_view text);

} // namespace broadsheet::templates
