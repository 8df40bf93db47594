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
#include <unordered_map>

namespace broadsheet::text {

namespace {

constexpr std::uint32_t title_weight = 4;
// What an article is about, it says early: words far down change little and cost as much.
constexpr std::size_t most_words = 5'000;
constexpr std::size_t digits = 8;

using Weights = std::unordered_map<std::uint32_t, std::uint32_t>;

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
        weights[static_cast<std::uint32_t>(hash ^ hash >> 32)] += weight;
    }
}

} // namespace

Signature signature_of(std::string_view title, std::string_view plain_text, std::string_view language)
{
    Stemmer stemmer{language};
    Weights weights;
    weigh(weights, stemmer, title, title_weight);
    weigh(weights, stemmer, plain_text, 1);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranked{weights.begin(), weights.end()};
    std::size_t kept = std::min(ranked.size(), signature_words);
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
        [](auto const& left, auto const& right) {
            return std::tie(right.second, left.first) < std::tie(left.second, right.first);
        });
    Signature signature;
    for (std::size_t index = 0; index < kept; ++index)
        signature.push_back(ranked[index].first);
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
