#pragma once

#include "base/result.h"

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::support {

// Reading JSON that others wrote. Pointers are those of RFC 6901 ("/data/object/id", "/lines/0"); what is
// missing or of another kind reads as null, "" or 0.

struct JsonLimits {
    static constexpr std::size_t bytes = 1024 * 1024;
    static constexpr std::size_t depth = 32;
};

// `invalid` for what is no JSON, or more than the limits.
Result<boost::json::value> parse_json(std::string_view);

boost::json::value const* value_at(boost::json::value const&, std::string_view pointer);
boost::json::array const* array_at(boost::json::value const&, std::string_view pointer);
std::string string_at(boost::json::value const&, std::string_view pointer);
// Whole numbers only: 5.5 and 1e3 read as 0.
std::int64_t integer_at(boost::json::value const&, std::string_view pointer);
bool is_true_at(boost::json::value const&, std::string_view pointer);

} // namespace broadsheet::support
