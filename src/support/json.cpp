#include "support/json.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace json = boost::json;

Result<json::value> parse_json(std::string_view text)
{
    if (text.size() > JsonLimits::bytes)
        return invalid(fmt::format("more than {} bytes of JSON", JsonLimits::bytes));
    json::parse_options options;
    options.max_depth = JsonLimits::depth;
    json::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
    if (error)
        return invalid("this is no JSON: " + error.message());
    return value;
}

json::value const* value_at(json::value const& value, std::string_view pointer)
{
    json::error_code error;
    return value.find_pointer(json::string_view(pointer.data(), pointer.size()), error);
}

json::array const* array_at(json::value const& value, std::string_view pointer)
{
    auto const* found = value_at(value, pointer);
    return found ? found->if_array() : nullptr;
}

std::string string_at(json::value const& value, std::string_view pointer)
{
    auto const* found = value_at(value, pointer);
    auto const* text = found ? found->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

std::int64_t integer_at(json::value const& value, std::string_view pointer)
{
    auto const* found = value_at(value, pointer);
    auto const* number = found ? found->if_int64() : nullptr;
    return number ? *number : 0;
}

bool is_true_at(json::value const& value, std::string_view pointer)
{
    auto const* found = value_at(value, pointer);
    auto const* flag = found ? found->if_bool() : nullptr;
    return flag && *flag;
}

} // namespace broadsheet::support
