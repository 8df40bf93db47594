#include "templates/collections.h"

#include <algorithm>

namespace broadsheet::templates {

Map::Map(std::initializer_list<std::pair<std::string_view, Value>> fields)
{
    fields_.reserve(fields.size());
    for (auto const& [name, value] : fields)
        set(name, value);
}

void Map::set(std::string_view name, Value value)
{
    Key key(name);
    for (auto& field : fields_) {
        if (field.hash == key.hash() && field.name == name) {
            field.value = std::move(value);
            return;
        }
    }
    fields_.push_back({std::string(name), key.hash(), std::move(value)});
}

Value Map::get(Key key) const
{
    for (auto const& field : fields_) {
        if (field.hash == key.hash() && field.name == key.text())
            return field.value;
    }
    return {};
}

std::vector<std::string_view> Map::keys() const
{
    std::vector<std::string_view> names;
    names.reserve(fields_.size());
    for (auto const& field : fields_)
        names.push_back(field.name);
    return names;
}

Value Overlay::get(Key key) const
{
    for (auto const& [name, value] : fields_) {
        if (name == key)
            return value;
    }
    return base_.get(key);
}

std::vector<std::string_view> Overlay::keys() const
{
    std::vector<std::string_view> names;
    if (auto const* object = base_.object())
        names = object->keys();
    for (auto const& field : fields_) {
        if (std::find(names.begin(), names.end(), field.name.text()) == names.end())
            names.push_back(field.name.text());
    }
    return names;
}

} // namespace broadsheet::templates
