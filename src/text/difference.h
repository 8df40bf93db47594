#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::text {

// A part of two texts laid side by side.
struct DifferencePart {
    enum class Kind { same, removed, added } kind = Kind::same;
    std::string text;
    bool operator==(DifferencePart const&) const = default;
};

// Returns what was removed from a text and added to it, by words: the parts `same` and `removed` joined are
// the text before, `same` and `added` the text after. First whole lines are compared, then the words of those
// that differ. As much as can be stays the same; a passage too long for looking is replaced as a whole, so
// that the work stays bounded whatever the texts are.
std::vector<DifferencePart> difference(std::string_view before, std::string_view after);

} // namespace broadsheet::text
