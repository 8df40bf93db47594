#pragma once

#include "base/result.h"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Parses one JSON document, at most `depth` values deep, memory taken from `storage`.
Result<boost::json::value> parse_json(
    std::string_view text, std::size_t depth, boost::json::storage_ptr const& storage);
// Parses one that must be an object.
Result<boost::json::object> parse_json_object(
    std::string_view text, std::size_t depth, boost::json::storage_ptr const& storage);

// Lenient reading, for the innards of documents: what is missing or of another type reads as nothing. The
// text is borrowed from the object.
std::string_view text_of(boost::json::object const&, std::string_view key);
std::int64_t integer_of(boost::json::object const&, std::string_view key);
bool is_true(boost::json::object const&, std::string_view key); // true, or a number other than 0
boost::json::array const* array_of(boost::json::object const&, std::string_view key);
boost::json::object const* object_of(boost::json::object const&, std::string_view key);

// Strict reading, for the columns of rows: missing and null read as "", another type is an error that names
// the column.
Result<std::string_view> text_column(boost::json::object const&, std::string_view key);

} // namespace broadsheet::exchange
