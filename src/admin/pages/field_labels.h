#pragma once

#include "admin/visit.h"

#include <span>

namespace broadsheet::admin {

// What a form calls a field, in English, a key for translation.
struct FieldLabel {
    std::string_view field;
    std::string_view label;
};

// Returns what an error says that begins with a field's name ("ends_at: …"), with the form's own name for it
// in place of that and in the visit's language: "Until: …".
std::string in_words(Visit const&, Error const&, std::span<FieldLabel const>);

} // namespace broadsheet::admin
