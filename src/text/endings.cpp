#include "text/endings.h"

#include <algorithm>
#include <array>

namespace broadsheet::text {

namespace {

// What https://snowballstem.org/algorithms/english/stemmer.html takes off; in other languages that write
// their endings in more than a letter or two, what is typed of one is mostly an ending itself.
constexpr std::array<std::string_view, 30> english_endings{"ability", "able", "ally", "ance", "ation",
    "ational", "ence", "ement", "fully", "fulness", "ible", "ibility", "ical", "ied", "ies", "ing", "ingly",
    "ion", "ism", "ist", "ity", "ities", "ive", "iveness", "ization", "less", "ment", "ness", "ously",
    "ousness"};

constexpr std::size_t shortest_stem = 4;

// Whether the word ends on the first `size` letters of the ending, behind what may be a stem.
bool ends_within(std::string_view word, std::string_view ending, std::size_t size)
{
    return word.size() >= size + shortest_stem && word.ends_with(ending.substr(0, size));
}

} // namespace

std::vector<std::string> words_with_shorter_stems(std::string_view beginning)
{
    std::vector<std::string> words{std::string(beginning)};
    for (auto const ending : english_endings)
        for (std::size_t size = 1; size < ending.size(); ++size)
            if (ends_within(beginning, ending, size))
                words.push_back(std::string(beginning).append(ending.substr(size)));
    std::ranges::sort(words.begin() + 1, words.end());
    words.erase(std::unique(words.begin() + 1, words.end()), words.end());
    return words;
}

} // namespace broadsheet::text
