#include "text/nested_quotes.h"

#include <algorithm>
#include <vector>

namespace broadsheet::text {

namespace {

struct Marks {
    std::string_view open;
    std::string_view close;
    std::string_view other_close = close; // of other languages that open alike

    bool operator==(Marks const&) const = default;
};

constexpr Marks guillemets{"«", "»"};
constexpr Marks curved{"“", "”"};
constexpr Marks single{"‘", "’"};
constexpr Marks low{"„", "“", "”"}; // in German and Russian; in Polish and Romanian
constexpr Marks single_low{"‚", "‘", "’"};

// Follows which marks a text has opened and not closed yet: “ closes what „ has opened, and opens else.
class OpenMarks {
public:
    explicit OpenMarks(std::string_view text)
    {
        for (; !text.empty(); text.remove_prefix(1))
            follow(text);
    }

    bool innermost_is(Marks const& marks) const { return !open_.empty() && open_.back() == marks; }

private:
    void follow(std::string_view text)
    {
        if (!open_.empty()
            && (text.starts_with(open_.back().close) || text.starts_with(open_.back().other_close)))
            return open_.pop_back();
        for (auto const& marks : {guillemets, curved, low})
            if (text.starts_with(marks.open))
                open_.push_back(marks);
    }

    std::vector<Marks> open_;
};

std::string with_marks(std::string_view text, Marks const& from, Marks const& to)
{
    std::string changed;
    auto const replace = [&](std::string_view mark, std::string_view by) {
        bool const is_there = text.starts_with(mark);
        if (is_there) {
            changed += by;
            text.remove_prefix(mark.size());
        }
        return is_there;
    };
    while (!text.empty()) {
        if (replace(from.open, to.open) || replace(from.close, to.close)
            || replace(from.other_close, to.other_close))
            continue;
        changed += text.front();
        text.remove_prefix(1);
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
    OpenMarks const open(before);
    if (open.innermost_is(guillemets))
        return with_marks(name, guillemets, has_low_marks(language) ? low : curved);
    if (open.innermost_is(curved))
        return with_marks(name, curved, single);
    if (open.innermost_is(low))
        return with_marks(name, low, single_low);
    return std::string(name);
}

} // namespace broadsheet::text
