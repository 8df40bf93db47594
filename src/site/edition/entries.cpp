#include "site/edition/entries.h"

#include <algorithm>
#include <tuple>

namespace broadsheet::site {

namespace {

constexpr std::size_t usual_links = 8; // some tags and bylines, a translation key

bool is_older(Entry const& left, Entry const& right)
{
    return std::tie(left.published_at, left.number) < std::tie(right.published_at, right.number);
}

} // namespace

std::span<ShortNumber const> Entries::tags(Entry const& entry) const
{
    return {links_.data() + entry.links, entry.tag_count};
}

std::span<ShortNumber const> Entries::bylines(Entry const& entry) const
{
    return {links_.data() + entry.links + entry.tag_count, entry.byline_count};
}

std::uint64_t Entries::translation_key(Entry const& entry) const
{
    if (!entry.has_translation_key)
        return 0;
    auto const* halves = links_.data() + entry.links + entry.tag_count + entry.byline_count;
    return (std::uint64_t{halves[0]} << 32) | halves[1];
}

Entries::Links Entries::links(Entry const& entry) const
{
    return {tags(entry), bylines(entry), translation_key(entry)};
}

void Entries::add(Entry entry, Links const& links)
{
    entry.links = static_cast<std::uint32_t>(links_.size());
    entry.tag_count = static_cast<std::uint8_t>(links.tags.size());
    entry.byline_count = static_cast<std::uint8_t>(links.bylines.size());
    entry.has_translation_key = links.translation_key != 0;
    links_.insert(links_.end(), links.tags.begin(), links.tags.end());
    links_.insert(links_.end(), links.bylines.begin(), links.bylines.end());
    if (entry.has_translation_key) {
        links_.push_back(static_cast<std::uint32_t>(links.translation_key >> 32));
        links_.push_back(static_cast<std::uint32_t>(links.translation_key));
    }
    entries_.push_back(entry);
}

void Entries::reserve(std::size_t count)
{
    entries_.reserve(count);
    links_.reserve(count * usual_links);
}

void Entries::sort_by_time()
{
    std::sort(entries_.begin(), entries_.end(), is_older);
}

Entries Entries::merged(
    Entries const& former, Entries const& fresh, std::vector<ShortNumber> const& changed_numbers)
{
    Entries result;
    result.entries_.reserve(former.size() + fresh.size());
    result.links_.reserve(former.links_.size() + fresh.links_.size());
    auto next_fresh = fresh.entries_.begin();
    for (auto const& entry : former.entries_) {
        if (std::binary_search(changed_numbers.begin(), changed_numbers.end(), entry.number))
            continue;
        for (; next_fresh != fresh.entries_.end() && is_older(*next_fresh, entry); ++next_fresh)
            result.add(*next_fresh, fresh.links(*next_fresh));
        result.add(entry, former.links(entry));
    }
    for (; next_fresh != fresh.entries_.end(); ++next_fresh)
        result.add(*next_fresh, fresh.links(*next_fresh));
    return result;
}

} // namespace broadsheet::site
