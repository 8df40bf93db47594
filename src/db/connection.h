#pragma once

#include "base/result.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace broadsheet::db {

enum class Dialect { sqlite, postgres };

enum class Access {
    read, // one snapshot for all queries in it; writes fail
    write, // takes the one write lock at the start, so that it cannot fail half-way for lack of it
};

// A value bound to $1, $2, … of a statement. Text is borrowed until the call returns, and must not hold a NUL
// byte, which PostgreSQL cannot store.
class Parameter {
public:
    Parameter(std::nullptr_t)
        : value_(nullptr)
    {
    }
    template <std::integral T>
    Parameter(T value)
        : value_(static_cast<std::int64_t>(value))
    {
    }
    Parameter(double value)
        : value_(value)
    {
    }
    Parameter(std::string_view value)
        : value_(value)
    {
    }
    Parameter(std::string const& value)
        : value_(std::string_view(value))
    {
    }
    Parameter(char const* value)
        : value_(std::string_view(value))
    {
    }
    template <typename T>
    Parameter(std::optional<T> const& value)
        : Parameter(value ? Parameter(*value) : Parameter(nullptr))
    {
    }

    using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view>;
    Value const& value() const { return value_; }

private:
    Value value_;
};

using Parameters = std::span<Parameter const>;

// The rows of one query, read forwards. SQLite steps through the table as next() is called; PostgreSQL has
// sent the whole answer, so a query without a natural bound is paged by key. A cursor must end before its
// connection and before the end of its transaction. A statement that writes and RETURNs rows is read to its
// end, because only there is it known to have succeeded.
class Cursor {
public:
    class Backend {
    public:
        virtual ~Backend() = default;
        virtual Result<bool> next() = 0;
        virtual bool is_null(int column) const = 0;
        virtual std::int64_t integer(int column) const = 0;
        virtual double real(int column) const = 0;
        virtual std::string_view text(int column) const = 0;
    };

    explicit Cursor(std::unique_ptr<Backend> backend)
        : backend_(std::move(backend))
    {
    }

    // Moves to the next row; false behind the last.
    Result<bool> next() { return backend_->next(); }

    // Columns of the current row, counted from 0. NULL reads as 0 or "". Text is valid until next().
    bool is_null(int column) const { return backend_->is_null(column); }
    std::int64_t integer(int column) const { return backend_->integer(column); }
    double real(int column) const { return backend_->real(column); }
    std::string_view text(int column) const { return backend_->text(column); }
    std::string string(int column) const { return std::string(text(column)); }

private:
    std::unique_ptr<Backend> backend_;
};

// One connection to SQLite or PostgreSQL. Both are spoken to in the SQL they share, with $1, $2, … for
// parameters; statements are prepared once a connection and kept by their text. PostgreSQL finds a
// parameter's type from where it stands, so one that stands alone (`$1 IS NULL`, `SELECT $1`) is written
// CAST($1 AS TEXT) or CAST($1 AS BIGINT). Used by one thread at a time.
//
// Errors name the statement by its first words and never hold a bound value. Their codes: `conflict` for a
// broken constraint, `unavailable` for a lock not got in time or a lost connection, else `database`.
class Connection {
public:
    virtual ~Connection() = default;

    virtual Dialect dialect() const = 0;

    virtual Result<Cursor> query(std::string_view sql, Parameters = {}) = 0;
    // Runs a statement and returns the number of rows it changed.
    virtual Result<std::int64_t> execute(std::string_view sql, Parameters = {}) = 0;
    // Runs several statements, parted by semicolons, without parameters and without preparing them.
    virtual Result<void> execute_script(std::string_view sql) = 0;

    Result<Cursor> query(std::string_view sql, std::initializer_list<Parameter> parameters)
    {
        return query(sql, Parameters(parameters.begin(), parameters.size()));
    }
    Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Parameter> parameters)
    {
        return execute(sql, Parameters(parameters.begin(), parameters.size()));
    }

    // What transaction() of db/transaction.h is made of. After a failed statement a transaction can only be
    // rolled back: everything else on the connection fails until then.
    virtual Result<void> begin(Access) = 0;
    virtual Result<void> commit() = 0;
    virtual void roll_back() = 0;
    // Whether a transaction is open, be it a failed one.
    virtual bool in_transaction() const = 0;
    // Whether the connection is lost; it never comes back.
    virtual bool is_broken() const = 0;
};

} // namespace broadsheet::db
