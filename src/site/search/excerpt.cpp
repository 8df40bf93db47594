#include "site/search/excerpt.h"

#include "base/encoding.h"
#include "text/endings.h"
#include "text/words.h"

#include <algorithm>
#include <vector>

namespace broadsheet::site {

namespace {

constexpr std::size_t excerpt_words = 32;
constexpr std::size_t words_before = 6; // the first match
constexpr std::size_t most_words = 4'000; // of the text looked at

struct Place {
    std::size_t begin;
    std::size_t end;
    int wanted; // -1: an ordinary word
};

// Returns the first word of the window in which most different wanted words stand.
std::size_t best_start(std::vector<Place> const& places, std::size_t wanted_count)
{
    std::vector<std::size_t> inside(wanted_count);
    std::size_t distinct = 0;
    std::size_t best = 0;
    std::size_t best_distinct = 0;
    for (std::size_t at = 0; at < places.size(); ++at) {
        if (auto const entering = places[at].wanted;
            entering >= 0 && inside[static_cast<std::size_t>(entering)]++ == 0)
            ++distinct;
        auto const window = excerpt_words - words_before;
        if (at >= window)
            if (auto const leaving = places[at - window].wanted;
                leaving >= 0 && --inside[static_cast<std::size_t>(leaving)] == 0)
                --distinct;
        if (distinct > best_distinct) {
            best_distinct = distinct;
            best = at + 1 > window ? at + 1 - window : 0;
        }
    }
    // Begin a little before the first of them.
    while (best_distinct > 0 && best < places.size() && places[best].wanted < 0)
        ++best;
    return best > words_before ? best - words_before : 0;
}

} // namespace

// The stems and beginnings of words that are to be marked.
class Excerpts::Wanted {
public:
    Wanted(std::string_view language, SearchQuery const& query)
        : stemmer_(language)
    {
        for (auto const& term : query.terms) {
            if (term.is_unwanted)
                continue;
            for (auto const& word : term.words) {
                ++size_;
                if (term.is_prefix && &word == &term.words.back())
                    add_beginning(word);
                else
                    add_stem(word);
            }
        }
    }

    // Returns which of them the word is, or -1.
    int find(text::Word const& word)
    {
        auto const stem = stemmer_.stem(word);
        for (auto const& entry : entries_)
            if (entry.is_beginning ? word.folded.starts_with(entry.text) : stem == entry.text)
                return entry.wanted;
        return -1;
    }
    std::size_t size() const { return static_cast<std::size_t>(size_); }

private:
    struct Entry {
        std::string text;
        bool is_beginning;
        int wanted; // which of those asked for
    };

    void add_stem(std::string_view word)
    {
        text::WordReader reader(word);
        if (text::Word read; reader.next(read))
            entries_.push_back({std::string(stemmer_.stem(read)), false, size_ - 1});
    }

    // As fts_expression() asks for it.
    void add_beginning(std::string const& word)
    {
        entries_.push_back({word, true, size_ - 1});
        for (auto const& whole : text::words_with_shorter_stems(word))
            add_stem(whole);
    }

    text::Stemmer stemmer_;
    std::vector<Entry> entries_;
    int size_ = 0;
};

Excerpts::Excerpts(std::string_view language, SearchQuery const& query)
    : wanted_(std::make_unique<Wanted>(language, query))
{
}

Excerpts::~Excerpts() = default;

std::string Excerpts::of(std::string_view text)
{
    std::vector<Place> places;
    text::WordReader reader(text);
    for (text::Word word; places.size() < most_words && reader.next(word);)
        places.push_back({word.begin, word.end, wanted_->find(word)});
    if (places.empty())
        return "";
    auto const first = best_start(places, wanted_->size());
    auto const last = std::min(first + excerpt_words, places.size());
    std::string html = first > 0 ? "… " : "";
    auto copied = first > 0 ? places[first].begin : 0;
    for (auto at = first; at < last; ++at) {
        if (places[at].wanted < 0)
            continue;
        append_escaped(html, text.substr(copied, places[at].begin - copied));
        html += "<mark>";
        append_escaped(html, text.substr(places[at].begin, places[at].end - places[at].begin));
        html += "</mark>";
        copied = places[at].end;
    }
    auto const end = last == places.size() ? text.size() : places[last - 1].end;
    append_escaped(html, text.substr(copied, std::max(end, copied) - copied));
    if (last < places.size())
        html += " …";
    return html;
}

} // namespace broadsheet::site
