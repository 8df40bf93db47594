#pragma once

#include <span>
#include <string_view>

namespace broadsheet::admin {

// What the audit log's acts are called for people, in English: keys for translation.
struct ActName {
    std::string_view act;
    std::string_view label;
};
std::span<ActName const> act_names();

// Returns the label, or the act itself where it has none.
std::string_view label_of_act(std::string_view act);

} // namespace broadsheet::admin
