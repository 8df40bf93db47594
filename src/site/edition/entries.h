#pragma once

#include "base/clock.h"
#include "newsroom/article.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace broadsheet::site {

// The place of an article among all published ones of an edition, the oldest first. Pages count too.
using Ordinal = std::uint32_t;
// A newsroom::Number, in half the space. 0: none.
using ShortNumber = std::uint32_t;

// What the catalogue knows of one published article. Numbers instead of texts: 100,000 of them stay in
// memory.
struct Entry {
    UtcMillis published_at = 0;
    UtcMillis updated_at = 0;
    ShortNumber number = 0;
    std::uint32_t links = 0; // where its part of Entries::links begins
    ShortNumber section = 0;
    std::uint16_t words = 0; // of text, 65,535 at most
    std::uint8_t language = 0; // place in Settings::languages
    std::uint8_t tag_count = 0;
    std::uint8_t byline_count = 0;
    std::uint8_t signature_size = 0; // words (Signatures)
    bool is_page : 1 = false;
    bool is_featured : 1 = false;
    bool has_corrections : 1 = false;
    bool has_translation_key : 1 = false;
    std::uint32_t version = 0; // of its row: the edition that changed it last

    newsroom::ArticleKind kind() const
    {
        return is_page ? newsroom::ArticleKind::page : newsroom::ArticleKind::article;
    }
};

// Entries and what belongs to each of them, in two arrays: an entry's tags, bylines and the hash of its
// translation key stand one after another in `links`.
class Entries {
public:
    std::size_t size() const { return entries_.size(); }
    Entry const& operator[](std::size_t at) const { return entries_[at]; }

    std::span<ShortNumber const> tags(Entry const&) const;
    std::span<ShortNumber const> bylines(Entry const&) const;
    // 0: it has none.
    std::uint64_t translation_key(Entry const&) const;

    struct Links {
        std::span<ShortNumber const> tags;
        std::span<ShortNumber const> bylines;
        std::uint64_t translation_key = 0;
    };
    Links links(Entry const&) const;
    void add(Entry, Links const&);
    // Makes room for so many, with as many links as an article may be expected to have: growing bit by bit
    // would take the memory of two copies at times, and room that is not used costs none.
    void reserve(std::size_t count);
    void sort_by_time();

    // Returns, in the order of time, what `former` holds but `changed_numbers` (sorted) does not, together
    // with `fresh`.
    static Entries merged(
        Entries const& former, Entries const& fresh, std::vector<ShortNumber> const& changed_numbers);

private:
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> links_;
};

} // namespace broadsheet::site
