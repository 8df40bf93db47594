#include "text/nested_quotes.h"

#include <algorithm>

namespace broadsheet::text {

namespace {

struct Marks {
    std::string_view open;
    std::string_view close;
};

constexpr Marks guillemets{"«", "»"};
constexpr Marks curved{"“", "”"};
constexpr Marks single{"‘", "’"};
constexpr Marks low{"„", "“"};

bool is_open(std::string_view text, Marks const& marks)
{
    auto const opened = text.rfind(marks.open);
    auto const closed = text.rfind(marks.close);
    return opened != text.npos && (closed == text.npos || closed < opened);
}

std::string with_marks(std::string_view text, Marks const& from, Marks const& to)
{
    std::string changed;
    while (!text.empty()) {
        bool const opens = text.starts_with(from.open);
        bool const closes = text.starts_with(from.close);
        changed += opens ? to.open : closes ? to.close : text.substr(0, 1);
        text.remove_prefix(opens ? from.open.size() : closes ? from.close.size() : 1);
    }
    return changed;
}

bool has_low_marks(std::string_view language)
{
    auto const first = language.substr(0, std::min(language.find('-'), language.size()));
    return first == "ru" || first == "uk" || first == "be" || first == "bg" || first == "kk";
}

} // namespace

std::string nested_quotes(std::string_view name, std::string_view before, std::string_view language)
{
    if (is_open(before, guillemets))
        return with_marks(name, guillemets, has_low_marks(language) ? low : curved);
    if (is_open(before, curved))
        return with_marks(name, curved, single);
    return std::string(name);
}

} // namespace broadsheet::text
