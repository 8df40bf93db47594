#include "api/fields.h"

#include "text/dates.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

json::value const* Fields::find(std::string_view name) const
{
    return object_.if_contains(name);
}

Result<void> Fields::text(std::string_view name, std::string& target) const
{
    auto const* value = find(name);
    if (!value)
        return {};
    if (!value->is_string() && !value->is_null())
        return invalid(fmt::format("{}: a text is needed", name));
    target = value->is_null() ? std::string() : std::string(value->get_string());
    return {};
}

Result<void> Fields::flag(std::string_view name, bool& target) const
{
    auto const* value = find(name);
    if (!value)
        return {};
    if (!value->is_bool())
        return invalid(fmt::format("{}: true or false is needed", name));
    target = value->get_bool();
    return {};
}

Result<std::optional<UtcMillis>> Fields::time(std::string_view name) const
{
    std::string text;
    TRY(this->text(name, text));
    if (text.empty())
        return std::optional<UtcMillis>();
    auto const time = text::parse_iso(text);
    if (!time.ok())
        return invalid(fmt::format("{}: \"{}\" is no time as in 2026-11-23T20:06:25.000Z", name, text));
    return std::optional(*time);
}

} // namespace broadsheet::api
