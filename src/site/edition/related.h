#pragma once

#include "site/edition/catalogue.h"

#include <algorithm>
#include <vector>

namespace broadsheet::site {

// Finds what else to read: articles that share tags and characteristic words (text/signature.h), each of them
// counting the more, the fewer articles have it. A pure function of the edition. Thread-safe.
//
// An article leads to the settled ones, which are all but the newest few, and beyond these to what is older
// than itself; words and tags are counted among the settled ones. So one article more changes nobody's
// further reading, until the next lot of articles is settled: of a large archive's mirror it would else
// change dozens of pages.
class RelatedIndex {
public:
    // Of the articles that share a word or tag, the newest so many are considered.
    static constexpr std::size_t considered = 96;
    // How many an article's page may show.
    static constexpr std::size_t most_shown = 10;

    // Can be asked for the articles from this ordinal on: the fewer, the smaller it is.
    RelatedIndex(Catalogue const&, SharedSignatures, Ordinal from = 0);

    // Returns how many of so many articles are settled, of the oldest: whole lots of a power of two of
    // articles, some 1/256 to 1/512 of the archive; every one where there are fewer than 512.
    static Ordinal settled(std::size_t articles);
    // Returns a number that stands for all that decides where settled articles lead.
    static std::uint64_t print_of_settled(Catalogue const&, Signatures const&);

    // Returns at most `most` articles of the same language, the best first, of equals the newest; not the
    // article itself, and none with which it shares too little. The catalogue must be the one the index was
    // made from.
    std::vector<Ordinal> related_to(Catalogue const&, Ordinal, std::size_t most) const;

private:
    // The articles with one word of a signature: a part of `postings_`, newest first, with all that are not
    // settled and the newest of those that are.
    struct Word {
        static constexpr std::uint32_t nowhere = 0xffffffff;
        std::uint32_t hash = 0; // of the word and its language
        std::uint32_t first = nowhere; // of a place that is free
        std::uint32_t settled = 0; // how many there are
        std::uint32_t fresh = 0; // not settled ones

        bool is_free() const { return first == nowhere; }
        std::size_t postings() const { return std::min<std::size_t>(settled, considered) + fresh; }
    };
    // Returns the word's place, or the free one where it belongs.
    std::size_t place_of(std::uint32_t hash) const;
    Word const* find(std::uint32_t hash) const;
    void enter_words(Catalogue const&, Ordinal from);
    void count_words(Catalogue const&);
    void fill_postings(Catalogue const&);

    SharedSignatures signatures_;
    Ordinal settled_;
    std::vector<Word> words_; // open addressing, a power of two
    std::vector<Ordinal> postings_;
};

} // namespace broadsheet::site
