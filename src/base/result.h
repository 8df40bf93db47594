#pragma once

#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace broadsheet {

// What kind of failure an Error is, as far as a caller may want to act on it.
enum class ErrorCode {
    invalid, // the input is wrong; trying again with the same input fails again
    not_found,
    forbidden, // who asks may not
    conflict, // somebody else changed or holds it
    limit, // a configured limit was reached
    io, // file, socket or process
    database,
    unavailable, // may work later
    internal, // a defect of ours
};

// Returns the code's name as used in logs and JSON ("not_found").
std::string_view name_of(ErrorCode);

// An expected failure. The message is for the person who can act on it: what happened, where, what to do.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;

    // Returns the same error with "where: " before its message.
    [[nodiscard]] Error within(std::string_view where) &&;
};

Error invalid(std::string message);
Error not_found(std::string message);
Error forbidden(std::string message);
Error limit_reached(std::string message);
Error io_error(std::string message);
// Returns an I/O error whose message ends on the text of the given errno value.
Error system_error(std::string_view what, int errno_value);

// A value or an Error. Not thread-safe, like any value.
template <typename T>
class [[nodiscard]] Result {
public:
    using Value = T;

    Result(T value)
        : state_(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : state_(std::in_place_index<1>, std::move(error))
    {
    }
    template <typename U>
    requires(
        !std::is_same_v<std::remove_cvref_t<U>,
            Result> && !std::is_same_v<std::remove_cvref_t<U>, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> && std::is_convertible_v<U, T>)
        Result(U&& value)
        : state_(std::in_place_index<0>, std::forward<U>(value))
    {
    }

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return std::get<0>(state_); }
    T const& value() const& { return std::get<0>(state_); }
    T value() && { return std::get<0>(std::move(state_)); }
    T& operator*() { return value(); }
    T const& operator*() const { return value(); }
    T* operator->() { return &value(); }
    T const* operator->() const { return &value(); }

    Error const& error() const& { return std::get<1>(state_); }
    Error error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    using Value = void;

    Result() = default;
    Result(Error error)
        : error_(std::in_place_index<1>, std::move(error))
    {
    }

    bool ok() const { return error_.index() == 0; }
    explicit operator bool() const { return ok(); }
    void value() const { }
    Error const& error() const& { return std::get<1>(error_); }
    Error error() && { return std::get<1>(std::move(error_)); }

private:
    std::variant<std::monostate, Error> error_;
};

namespace detail {
[[noreturn]] void verification_failed(char const* expression, char const* file, int line);
} // namespace detail

} // namespace broadsheet

// Evaluates to the value of a Result, or returns its Error from the enclosing function.
#define TRY(expression)                                                                                      \
    __extension__({                                                                                          \
        auto try_result_ = (expression);                                                                     \
        if (!try_result_.ok()) [[unlikely]]                                                                  \
            return std::move(try_result_).error();                                                           \
        std::move(try_result_).value();                                                                      \
    })

// Stops the program where something no input can cause has happened.
#define VERIFY(expression)                                                                                   \
    do {                                                                                                     \
        if (!(expression)) [[unlikely]]                                                                      \
            ::broadsheet::detail::verification_failed(#expression, __FILE__, __LINE__);                      \
    } while (false)
