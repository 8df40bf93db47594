#include "text/difference.h"

#include "base/ascii.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace broadsheet::text {

namespace {

using Kind = DifferencePart::Kind;
using Tokens = std::span<std::string_view const>;

// How many pairs of tokens are compared at most.
constexpr std::size_t most_pairs = 4'000'000;

// Returns the lines with their ends.
std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

// Returns the words, and what stands between them.
std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        bool const is_gap = is_space(text.front());
        auto const* end = std::ranges::find_if(text, [&](char c) { return is_space(c) != is_gap; });
        auto const size = static_cast<std::size_t>(end - text.begin());
        words.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return words;
}

// Gathers parts; neighbours of one kind become one.
class Parts {
public:
    void add(Kind kind, std::string_view text)
    {
        if (text.empty())
            return;
        if (parts_.empty() || parts_.back().kind != kind)
            parts_.push_back({kind, ""});
        parts_.back().text += text;
    }
    std::vector<DifferencePart> take() { return std::move(parts_); }

private:
    std::vector<DifferencePart> parts_;
};

std::string_view joined(Tokens tokens)
{
    // They stand one after another in one text.
    return tokens.empty() ? std::string_view()
                          : std::string_view(tokens.front().data(),
                              tokens.back().data() + tokens.back().size() - tokens.front().data());
}

// Calls replace(removed, added) for each passage that differs, and keep(token) for what is the same, in
// order.
template <typename Keep, typename Replace>
void walk(Tokens before, Tokens after, Keep&& keep, Replace&& replace)
{
    auto const front = static_cast<std::size_t>(std::ranges::mismatch(before, after).in1 - before.begin());
    std::size_t back = 0;
    while (back < std::min(before.size(), after.size()) - front
        && before[before.size() - 1 - back] == after[after.size() - 1 - back])
        ++back;
    for (auto token : before.first(front))
        keep(token);
    auto const end = before.last(back);
    before = before.subspan(front, before.size() - front - back);
    after = after.subspan(front, after.size() - front - back);

    // common[i, j]: how many tokens the rest of `before` from i on has in common with that of `after` from j.
    auto const columns = after.size() + 1;
    bool const is_too_long = before.size() > most_pairs / columns;
    std::vector<std::uint32_t> common(is_too_long ? 0 : (before.size() + 1) * columns);
    if (!is_too_long)
        for (std::size_t i = before.size(); i-- > 0;)
            for (std::size_t j = after.size(); j-- > 0;)
                common[i * columns + j] = before[i] == after[j]
                    ? common[(i + 1) * columns + j + 1] + 1
                    : std::max(common[(i + 1) * columns + j], common[i * columns + j + 1]);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        auto const from_i = i;
        auto const from_j = j;
        while ((i < before.size() || j < after.size())
            && (is_too_long || i == before.size() || j == after.size() || before[i] != after[j])) {
            bool const is_removal = j == after.size()
                || (i < before.size()
                    && (is_too_long || common[(i + 1) * columns + j] >= common[i * columns + j + 1]));
            ++(is_removal ? i : j);
        }
        if (i > from_i || j > from_j)
            replace(before.subspan(from_i, i - from_i), after.subspan(from_j, j - from_j));
        for (; i < before.size() && j < after.size() && before[i] == after[j]; ++i, ++j)
            keep(before[i]);
    }
    for (auto token : end)
        keep(token);
}

} // namespace

std::vector<DifferencePart> difference(std::string_view before, std::string_view after)
{
    Parts parts;
    auto const keep = [&](std::string_view token) { parts.add(Kind::same, token); };
    auto const replace_words = [&](Tokens removed, Tokens added) {
        parts.add(Kind::removed, joined(removed));
        parts.add(Kind::added, joined(added));
    };
    auto const replace_lines = [&](Tokens removed, Tokens added) {
        walk(words_of(joined(removed)), words_of(joined(added)), keep, replace_words);
    };
    walk(lines_of(before), lines_of(after), keep, replace_lines);
    return parts.take();
}

} // namespace broadsheet::text
