#pragma once

#include "templates/value.h"

#include <string_view>

namespace broadsheet::site {

// Returns a text that outlives the value, as templates see it: null, as in Ghost, if it is empty.
inline templates::Value text_or_null(std::string_view text)
{
    return text.empty() ? templates::Value(nullptr) : templates::Value::borrow(text);
}

} // namespace broadsheet::site
