#include "site/edition/related.h"

#include <algorithm>
#include <cmath>

namespace broadsheet::site {

namespace {

// How much a shared tag counts against a shared word of equal rarity: an editor chose it.
constexpr double tag_weight = 1.5;
// What two articles must share at least, in units of the rarest possible word.
constexpr double least_share = 0.5;

// Words are counted, and followed, within a language.
std::uint32_t in_language(std::uint32_t hash, std::uint8_t language)
{
    return hash ^ (language * 0x85ebca6bu);
}

double rarity(std::size_t articles, std::size_t with_it)
{
    return std::log(1.0 + static_cast<double>(articles) / static_cast<double>(with_it));
}

// Scores by article, for a few thousand of them: a table that one query fills and reads.
class Scores {
public:
    Scores()
        : slots_(capacity)
    {
    }

    void add(Ordinal ordinal, double weight)
    {
        auto at = (ordinal * 0x9e3779b1u) & (capacity - 1);
        while (slots_[at].score > 0 && slots_[at].ordinal != ordinal)
            at = (at + 1) & (capacity - 1);
        if (slots_[at].score == 0) {
            if (used_.size() > capacity / 2)
                return;
            used_.push_back(static_cast<std::uint32_t>(at));
            slots_[at].ordinal = ordinal;
        }
        slots_[at].score += weight;
    }

    struct Slot {
        Ordinal ordinal = 0;
        double score = 0;
    };
    // Returns the best, and empties the table.
    std::vector<Slot> take_best(std::size_t most, double least)
    {
        std::vector<Slot> best;
        for (auto at : used_) {
            if (slots_[at].score >= least)
                best.push_back(slots_[at]);
            slots_[at] = {};
        }
        used_.clear();
        auto const is_better = [](Slot const& left, Slot const& right) {
            return left.score != right.score ? left.score > right.score : left.ordinal > right.ordinal;
        };
        auto const end = best.begin() + static_cast<std::ptrdiff_t>(std::min(most, best.size()));
        std::partial_sort(best.begin(), end, best.end(), is_better);
        best.erase(end, best.end());
        return best;
    }

private:
    static constexpr std::size_t capacity = 4'096;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> used_;
};

} // namespace

RelatedIndex::RelatedIndex(Catalogue const& catalogue)
{
    count_words(catalogue);
    fill_postings(catalogue);
}

std::size_t RelatedIndex::place_of(std::uint32_t hash) const
{
    auto const mask = words_.size() - 1;
    auto place = (hash * 0x9e3779b1u) & mask;
    while (words_[place].count > 0 && words_[place].hash != hash)
        place = (place + 1) & mask;
    return place;
}

RelatedIndex::Word const* RelatedIndex::find(std::uint32_t hash) const
{
    auto const& word = words_[place_of(hash)];
    return word.count > 0 ? &word : nullptr;
}

void RelatedIndex::count_words(Catalogue const& catalogue)
{
    std::size_t used = 0;
    words_.resize(1'024);
    for (Ordinal ordinal = 0; ordinal < catalogue.size(); ++ordinal) {
        if (catalogue[ordinal].is_page)
            continue;
        for (auto word_hash : catalogue.signature(ordinal)) {
            auto const hash = in_language(word_hash, catalogue[ordinal].language);
            auto& word = words_[place_of(hash)];
            word.hash = hash;
            if (word.count++ == 0)
                ++used;
        }
        if (used * 2 > words_.size()) {
            std::vector<Word> former(words_.size() * 2);
            former.swap(words_);
            for (auto const& word : former)
                if (word.count > 0)
                    words_[place_of(word.hash)] = word;
        }
    }
}

void RelatedIndex::fill_postings(Catalogue const& catalogue)
{
    std::uint32_t size = 0;
    for (auto& word : words_) {
        word.first = size;
        if (word.count > 1) // one that no other article shares leads nowhere
            size += static_cast<std::uint32_t>(std::min<std::size_t>(word.count, considered));
    }
    postings_.resize(size);
    std::vector<std::uint8_t> filled(words_.size());
    static_assert(considered <= 255);
    for (auto ordinal = static_cast<Ordinal>(catalogue.size()); ordinal-- > 0;) {
        if (catalogue[ordinal].is_page)
            continue;
        for (auto hash : catalogue.signature(ordinal)) {
            auto const place = place_of(in_language(hash, catalogue[ordinal].language));
            auto const& word = words_[place];
            if (word.count > 1 && filled[place] < considered)
                postings_[word.first + filled[place]++] = ordinal;
        }
    }
}

std::vector<Ordinal> RelatedIndex::related_to(
    Catalogue const& catalogue, Ordinal ordinal, std::size_t most) const
{
    thread_local Scores scores;
    auto const language = catalogue[ordinal].language;
    auto const articles = catalogue.articles(language).size();
    auto add = [&](Ordinal other, double weight) {
        if (other != ordinal)
            scores.add(other, weight);
    };

    for (auto hash : catalogue.signature(ordinal)) {
        auto const* word = find(in_language(hash, language));
        if (!word || word->count < 2)
            continue;
        auto const weight = rarity(articles, word->count);
        auto const count = std::min<std::size_t>(word->count, considered);
        for (std::size_t i = 0; i < count; ++i)
            add(postings_[word->first + i], weight);
    }
    for (auto number : catalogue.tags(ordinal)) {
        if (!catalogue.tag(number))
            continue;
        auto const listing = catalogue.with_tag(language, number);
        auto const weight = tag_weight * rarity(articles, listing.size());
        auto const count = std::min(listing.size(), considered);
        for (std::size_t i = 1; i <= count; ++i)
            add(listing[listing.size() - i], weight);
    }

    std::vector<Ordinal> result;
    for (auto const& found : scores.take_best(most, least_share * rarity(articles, 1)))
        result.push_back(found.ordinal);
    return result;
}

} // namespace broadsheet::site
