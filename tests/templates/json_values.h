#pragma once

#include "templates/collections.h"

#include <boost/json.hpp>
#include <functional>

namespace broadsheet::templates {

// Makes template values of JSON. `function` is asked for what handlebars-spec marks as code, by the name it
// has there.
using FunctionOf = std::function<Value(std::string_view name)>;

inline Value value_of(
    boost::json::value const& json, FunctionOf const& function = {}, std::string_view name = {})
{
    if (json.is_object()) {
        auto const& object = json.as_object();
        if (object.contains("!code"))
            return function(name);
        Map map;
        for (auto const& [key, field] : object)
            map.set(key, value_of(field, function, key));
        return Value::make<Map>(std::move(map));
    }
    if (json.is_array()) {
        Array array;
        for (auto const& element : json.as_array())
            array.push_back(value_of(element, function, name));
        return Value::make<Array>(std::move(array));
    }
    if (json.is_string())
        return Value(std::string(json.as_string()));
    if (json.is_bool())
        return json.as_bool();
    if (json.is_number())
        return json.to_number<double>();
    return nullptr;
}

} // namespace broadsheet::templates
