#include "admin/pages/field_labels.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

std::string in_words(Visit const& visit, Error const& error, std::span<FieldLabel const> labels)
{
    auto whole = visit.translated(error.message);
    auto const colon = error.message.find(": ");
    if (colon == std::string::npos)
        return whole;
    auto const field = error.message.substr(0, colon);
    auto const prefix = error.message.substr(0, colon + 2);
    bool const names_field = whole.starts_with(prefix); // else the whole sentence has a translation
    auto const found = std::ranges::find(labels, field, &FieldLabel::field);
    if (found == labels.end() && !names_field)
        return whole;
    return fmt::format("{}: {}", found == labels.end() ? field : visit.translated(found->label),
        names_field ? visit.translated(whole.substr(prefix.size())) : whole);
}

} // namespace broadsheet::admin
