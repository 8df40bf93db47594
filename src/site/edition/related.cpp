#include "site/edition/related.h"

#include "base/fingerprint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <ranges>

namespace broadsheet::site {

namespace {

// How much a shared tag counts against a shared word of equal rarity: an editor chose it.
constexpr double tag_weight = 1.5;
// What two articles must share at least, in units of the rarest possible word.
constexpr double least_share = 0.5;
constexpr std::size_t lots = 256; // an archive's settled articles are this many lots of them, or up to twice

// Words are counted, and followed, within a language.
std::uint32_t in_language(std::uint32_t hash, std::uint8_t language)
{
    return hash ^ (language * 0x85ebca6bu);
}

double rarity(std::size_t articles, std::size_t with_it)
{
    return std::log(
        1.0 + static_cast<double>(articles) / static_cast<double>(std::max<std::size_t>(with_it, 1)));
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

Ordinal RelatedIndex::settled(std::size_t articles)
{
    auto const lot = std::bit_floor(std::max<std::size_t>(articles / lots, 1));
    return static_cast<Ordinal>(articles / lot * lot);
}

std::uint64_t RelatedIndex::print_of_settled(Catalogue const& catalogue, Signatures const& signatures)
{
    Fingerprint print;
    auto const count = settled(catalogue.size());
    for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
        auto const& entry = catalogue[ordinal];
        print.add(entry.number).add(entry.language).add(entry.is_page).add(catalogue.tags(ordinal).size());
        for (auto const number : catalogue.tags(ordinal))
            print.add(catalogue.tag(number) ? number : 0);
        for (auto const hash : signatures.of(entry))
            print.add(hash);
    }
    return print.add(count).value();
}

RelatedIndex::RelatedIndex(Catalogue const& catalogue, SharedSignatures signatures, Ordinal from)
    : signatures_(std::move(signatures))
    , settled_(settled(catalogue.size()))
{
    enter_words(catalogue, from);
    count_words(catalogue);
    fill_postings(catalogue);
}

std::size_t RelatedIndex::place_of(std::uint32_t hash) const
{
    auto const mask = words_.size() - 1;
    auto place = (hash * 0x9e3779b1u) & mask;
    while (!words_[place].is_free() && words_[place].hash != hash)
        place = (place + 1) & mask;
    return place;
}

RelatedIndex::Word const* RelatedIndex::find(std::uint32_t hash) const
{
    auto const& word = words_[place_of(hash)];
    return word.is_free() ? nullptr : &word;
}

void RelatedIndex::enter_words(Catalogue const& catalogue, Ordinal from)
{
    std::size_t used = 0;
    words_.resize(1'024);
    for (auto ordinal = from; ordinal < catalogue.size(); ++ordinal) {
        for (auto word_hash : signatures_->of(catalogue[ordinal])) {
            auto const hash = in_language(word_hash, catalogue[ordinal].language);
            auto& word = words_[place_of(hash)];
            used += word.is_free();
            word.hash = hash;
            word.first = 0;
        }
        if (used * 2 > words_.size()) {
            std::vector<Word> former(words_.size() * 2);
            former.swap(words_);
            for (auto const& word : former)
                if (!word.is_free())
                    words_[place_of(word.hash)] = word;
        }
    }
}

void RelatedIndex::count_words(Catalogue const& catalogue)
{
    for (Ordinal ordinal = 0; ordinal < catalogue.size(); ++ordinal) {
        if (catalogue[ordinal].is_page)
            continue;
        for (auto hash : signatures_->of(catalogue[ordinal]))
            if (auto& word = words_[place_of(in_language(hash, catalogue[ordinal].language))];
                !word.is_free())
                ++(ordinal < settled_ ? word.settled : word.fresh);
    }
}

void RelatedIndex::fill_postings(Catalogue const& catalogue)
{
    std::uint32_t size = 0;
    for (auto& word : words_) {
        if (word.is_free())
            continue;
        word.first = size;
        if (word.postings() > 1) // one that no other article shares leads nowhere
            size += static_cast<std::uint32_t>(word.postings());
    }
    postings_.resize(size);
    std::vector<std::uint32_t> filled(words_.size());
    for (auto ordinal = static_cast<Ordinal>(catalogue.size()); ordinal-- > 0;) {
        if (catalogue[ordinal].is_page)
            continue;
        for (auto hash : signatures_->of(catalogue[ordinal])) {
            auto const place = place_of(in_language(hash, catalogue[ordinal].language));
            auto const& word = words_[place];
            if (word.postings() > 1 && filled[place] < word.postings())
                postings_[word.first + filled[place]++] = ordinal;
        }
    }
}

std::vector<Ordinal> RelatedIndex::related_to(
    Catalogue const& catalogue, Ordinal ordinal, std::size_t most) const
{
    thread_local Scores scores;
    auto const language = catalogue[ordinal].language;
    auto const settled_part = [&](Listing listing) {
        return listing.first(
            static_cast<std::size_t>(std::ranges::lower_bound(listing, settled_) - listing.begin()));
    };
    auto const articles = settled_part(catalogue.articles(language)).size();
    auto const end = std::max(settled_, ordinal);
    // Of articles given newest first.
    auto const add_all = [&](auto const& newest_first, double weight) {
        std::size_t count = 0;
        for (auto const other : newest_first) {
            if (other >= end)
                continue;
            if (count++ == considered)
                break;
            if (other != ordinal)
                scores.add(other, weight);
        }
    };

    for (auto hash : signatures_->of(catalogue[ordinal]))
        if (auto const* word = find(in_language(hash, language)); word && word->postings() > 1)
            add_all(
                std::span(postings_).subspan(word->first, word->postings()), rarity(articles, word->settled));
    for (auto number : catalogue.tags(ordinal)) {
        if (!catalogue.tag(number))
            continue;
        auto const listing = catalogue.with_tag(language, number);
        add_all(listing | std::views::reverse, tag_weight * rarity(articles, settled_part(listing).size()));
    }

    std::vector<Ordinal> result;
    for (auto const& found : scores.take_best(most, least_share * rarity(articles, 1)))
        result.push_back(found.ordinal);
    return result;
}

} // namespace broadsheet::site
