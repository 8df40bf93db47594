#include "text/signature.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <tuple>
#include <vector>

namespace broadsheet::text {

namespace {

constexpr std::uint32_t title_weight = 4;
// What an article is about, it says early: words far down change little and cost as much.
constexpr std::size_t most_words = 5'000;
constexpr std::size_t digits = 8;

struct Weighed {
    std::uint32_t word; // its stem's hash
    std::uint32_t weight;
};
using Weights = std::vector<Weighed>;

// Texts come one after the other, in few languages: a stemmer that has seen thousands of words is worth
// keeping.
Stemmer& stemmer_of(std::string_view language)
{
    struct Kept {
        std::string language;
        Stemmer stemmer;
    };
    constexpr std::size_t most_kept = 2;
    static thread_local std::vector<Kept> kept; // the last used first
    auto found = std::ranges::find(kept, language, &Kept::language);
    if (found == kept.end()) {
        if (kept.size() == most_kept)
            kept.pop_back();
        found = kept.insert(kept.end(), Kept{std::string(language), Stemmer(language)});
    }
    std::rotate(kept.begin(), found, found + 1);
    return kept.front().stemmer;
}

bool is_salient(Word const& word)
{
    bool number = is_digit(word.folded[0]);
    std::size_t shortest = word.script == Script::other ? 1 : 3;
    return !number && count_code_points(word.folded) >= shortest && !is_stop_word(word.folded);
}

void weigh(Weights& weights, Stemmer& stemmer, std::string_view text, std::uint32_t weight)
{
    WordReader words{text};
    std::size_t count = 0;
    for (Word word; count < most_words && words.next(word); ++count) {
        if (!is_salient(word))
            continue;
        std::uint64_t hash = hash64(stemmer.stem(word));
        weights.push_back({static_cast<std::uint32_t>(hash ^ hash >> 32), weight});
    }
}

// Leaves each word once, with the sum of its weights.
void add_up(Weights& weights)
{
    std::ranges::sort(weights, {}, &Weighed::word);
    auto last = weights.begin();
    for (auto const& [word, weight] : weights) {
        if (last != weights.begin() && std::prev(last)->word == word)
            std::prev(last)->weight += weight;
        else
            *last++ = {word, weight};
    }
    weights.erase(last, weights.end());
}

} // namespace

Signature signature_of(std::string_view title, std::string_view plain_text, std::string_view language)
{
    auto& stemmer = stemmer_of(language);
    Weights weights;
    weigh(weights, stemmer, title, title_weight);
    weigh(weights, stemmer, plain_text, 1);
    add_up(weights);
    std::size_t kept = std::min(weights.size(), signature_words);
    std::partial_sort(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(kept), weights.end(),
        [](auto const& left, auto const& right) {
            return std::tie(right.weight, left.word) < std::tie(left.weight, right.word);
        });
    Signature signature;
    for (std::size_t index = 0; index < kept; ++index)
        signature.push_back(weights[index].word);
    std::sort(signature.begin(), signature.end());
    return signature;
}

std::size_t shared_words(Signature const& left, Signature const& right)
{
    std::size_t shared = 0;
    for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
        if (*l == *r)
            ++shared;
        *l <= *r ? ++l : ++r;
    }
    return shared;
}

std::string encode_signature(Signature const& signature)
{
    std::string out;
    for (std::uint32_t word : signature)
        fmt::format_to(std::back_inserter(out), "{:08x}", word);
    return out;
}

Result<Signature> decode_signature(std::string_view text)
{
    Error broken
        = invalid(fmt::format("\"{}\" is no text signature; save the article again", text.substr(0, 200)));
    if (text.size() % digits != 0 || text.size() > digits * signature_words)
        return broken;
    Signature signature;
    for (std::size_t at = 0; at < text.size(); at += digits) {
        std::uint32_t word = 0;
        auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, word, 16);
        bool ascending = signature.empty() || word > signature.back();
        if (error != std::errc{} || end != text.data() + at + digits || !ascending)
            return broken;
        signature.push_back(word);
    }
    return signature;
}

} // namespace broadsheet::text
