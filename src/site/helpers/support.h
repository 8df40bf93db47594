#pragma once

#include "site/rendering.h"
#include "templates/collections.h"
#include "templates/helper.h"

#include <string>
#include <string_view>
#include <vector>

// What the helper families share.
namespace broadsheet::site {

using templates::Call;
using templates::Helpers;
using templates::Value;
using namespace templates::literals;

inline Rendering& rendering_of(Call const& call)
{
    return call.user<Rendering>();
}

// Returns a hash argument that is written as a number or as a string of digits, else `otherwise`.
long long number_of(Value const&, long long otherwise);

// Returns the parts of a list such as "home, post", without the spaces around them.
std::vector<std::string_view> split_list(std::string_view, char separator = ',');

// What a helper does as a block when a field has its name: `{{#tags}}…{{/tags}}` opens the field.
Result<Value> open_field(Call const&, Value const& field);

// Appends `name="value"` after a space, escaped; nothing for an empty value.
void append_attribute(std::string& out, std::string_view name, std::string_view value);

} // namespace broadsheet::site
