#include "newsroom/settings_values.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace boost::json {
// Lets std::less<> maps be read as objects.
template <typename T>
struct is_map_like<std::map<std::string, T, std::less<>>> : std::true_type {
};
} // namespace boost::json

namespace broadsheet::newsroom {

namespace json = boost::json;

// Found by Boost.JSON through the argument's namespace, so not in an unnamed one.
static void tag_invoke(json::value_from_tag const&, json::value& value, NavigationItem const& item)
{
    value = {{"label", item.label}, {"url", item.url}};
}

static NavigationItem tag_invoke(json::value_to_tag<NavigationItem> const&, json::value const& value)
{
    auto const& object = value.as_object();
    return {json::value_to<std::string>(object.at("label")), json::value_to<std::string>(object.at("url"))};
}

SettingValues to_values(Settings const& settings)
{
    SettingValues values;
    for_each_setting(settings, [&](std::string_view key, auto const& member) {
        values.emplace(key, json::serialize(json::value_from(member)));
    });
    return values;
}

Result<void> read_value(Settings& settings, std::string_view key, std::string_view text)
{
    try {
        for_each_setting(settings, [&](std::string_view name, auto& member) {
            if (name == key)
                member = json::value_to<std::remove_reference_t<decltype(member)>>(
                    json::parse(json::string_view(text.data(), text.size())));
        });
    } catch (std::exception const& failure) {
        return Error{ErrorCode::database,
            fmt::format("The setting \"{}\" in the database cannot be read: {}. Save the settings again.",
                key, failure.what())};
    }
    return {};
}

} // namespace broadsheet::newsroom
