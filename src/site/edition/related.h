#pragma once

#include "site/edition/catalogue.h"

#include <vector>

namespace broadsheet::site {

// Finds what else to read: articles that share tags and characteristic words (text/signature.h), each of them
// counting the more, the fewer articles have it. A pure function of the edition. Thread-safe.
class RelatedIndex {
public:
    // Of the articles that share a word or tag, the newest so many are considered.
    static constexpr std::size_t considered = 96;
    // How many an article's page may show.
    static constexpr std::size_t most_shown = 10;

    explicit RelatedIndex(Catalogue const&);

    // Returns at most `most` articles of the same language, the best first, of equals the newest; not the
    // article itself, and none with which it shares too little. The catalogue must be the one the index was
    // made from.
    std::vector<Ordinal> related_to(Catalogue const&, Ordinal, std::size_t most) const;

private:
    // The articles with one word of a signature: a part of `postings_`, newest first, and how many there are
    // in all.
    struct Word {
        std::uint32_t hash = 0; // of the word and its language
        std::uint32_t first = 0;
        std::uint32_t count = 0; // 0: the place is free
    };
    // Returns the word's place, or the free one where it belongs.
    std::size_t place_of(std::uint32_t hash) const;
    Word const* find(std::uint32_t hash) const;
    void count_words(Catalogue const&);
    void fill_postings(Catalogue const&);

    std::vector<Word> words_; // open addressing, a power of two
    std::vector<Ordinal> postings_;
};

} // namespace broadsheet::site
