#pragma once

#include "html/tokeniser.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::html {

// Returns the decoded value of an attribute, "" when it is missing.
std::string attribute(std::vector<Attribute> const&, std::string_view name);

// Appends the attributes that the element may carry, cleaned, in the order of our tables, each as `
// name="value"`. Returns false when the element lacks what it needs to mean anything (an <img> without a
// picture); then nothing is appended.
bool append_clean_attributes(std::string& out, std::string_view element, std::vector<Attribute> const&);

} // namespace broadsheet::html
