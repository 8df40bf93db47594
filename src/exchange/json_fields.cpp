#include "exchange/json_fields.h"

#include "base/utf8.h"
#include "exchange/text_encoding.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace json = boost::json;

Result<json::value> parse_json(std::string_view text, std::size_t depth, json::storage_ptr const& storage)
{
    json::parse_options options;
    options.max_depth = depth;
    json::parser parser(storage, options);
    json::error_code error;
    auto parsed = parser.write_some(text, error);
    if (!error && parsed < text.size())
        return invalid(fmt::format("unexpected text behind the JSON value, at its byte {}", parsed));
    if (error == json::error::too_deep)
        return limit_reached(fmt::format("JSON nested more than {} deep", depth));
    if (error == json::error::incomplete)
        return invalid("the JSON ends in the middle");
    if (auto at = error ? find_invalid_utf8(text) : std::string_view::npos; at != std::string_view::npos)
        return invalid(fmt::format("not UTF-8 at its byte {}; if the whole file is in another encoding, {}",
            at, how_to_convert(text.substr(at))));
    if (error)
        return invalid(fmt::format("not JSON at its byte {}: {}", parsed, error.message()));
    return parser.release();
}

Result<json::object> parse_json_object(
    std::string_view text, std::size_t depth, json::storage_ptr const& storage)
{
    auto value = TRY(parse_json(text, depth, storage));
    if (!value.is_object())
        return invalid("the JSON is not an object");
    return std::move(value.get_object());
}

std::string_view text_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::int64_t integer_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    if (!value)
        return 0;
    if (value->is_double() && value->get_double() > -1e15 && value->get_double() < 1e15)
        return static_cast<std::int64_t>(value->get_double());
    json::error_code error;
    auto number = value->is_number() ? value->to_number<std::int64_t>(error) : 0;
    return error ? 0 : number;
}

bool is_true(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && ((value->is_bool() && value->get_bool()) || integer_of(object, key) != 0);
}

json::array const* array_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}

json::object const* object_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

Result<std::string_view> text_column(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    if (!value || value->is_null())
        return std::string_view();
    if (!value->is_string())
        return invalid(fmt::format("\"{}\" is not text", key));
    return std::string_view(value->get_string());
}

} // namespace broadsheet::exchange
