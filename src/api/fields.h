#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::api {

// The fields that a client sent of a record. Each is left as it is where it was not sent; null empties a
// text. Errors: `invalid`, naming the field, where it is of another type.
class Fields {
public:
    explicit Fields(boost::json::object const& object)
        : object_(object)
    {
    }

    // Returns nullptr where it was not sent.
    boost::json::value const* find(std::string_view name) const;
    Result<void> text(std::string_view name, std::string& target) const;
    Result<void> flag(std::string_view name, bool& target) const;
    // Returns nothing where it was not sent, or null.
    Result<std::optional<UtcMillis>> time(std::string_view name) const;

private:
    boost::json::object const& object_;
};

} // namespace broadsheet::api
