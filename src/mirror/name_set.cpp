#include "mirror/name_set.h"

#include "base/encoding.h"
#include "base/result.h"

#include <utility>

namespace broadsheet::mirror {

namespace {

constexpr std::uint64_t mark_bit = 1;

std::uint64_t key_of(std::string_view name)
{
    auto const hash = hash64(name) & ~mark_bit;
    return hash == 0 ? 2 : hash;
}

} // namespace

std::size_t NameSet::place_of(std::uint64_t key) const
{
    auto const mask = places_.size() - 1;
    auto place = (key >> 1) & mask;
    while (places_[place] != 0 && (places_[place] & ~mark_bit) != key)
        place = (place + 1) & mask;
    return place;
}

bool NameSet::contains(std::string_view name) const
{
    return places_[place_of(key_of(name))] != 0;
}

bool NameSet::mark(std::string_view name)
{
    auto& place = places_[place_of(key_of(name))];
    VERIFY(place != 0);
    return (std::exchange(place, place | mark_bit) & mark_bit) == 0;
}

bool NameSet::is_marked(std::string_view name) const
{
    return (places_[place_of(key_of(name))] & mark_bit) != 0;
}

bool NameSet::insert(std::string_view name)
{
    auto const key = key_of(name);
    auto place = place_of(key);
    if (places_[place] != 0)
        return false;
    if ((size_ + 1) * 4 > places_.size() * 3) {
        grow();
        place = place_of(key);
    }
    places_[place] = key;
    ++size_;
    return true;
}

void NameSet::grow()
{
    auto const former = std::exchange(places_, std::vector<std::uint64_t>(places_.size() * 2));
    for (auto key : former) {
        if (key != 0)
            places_[place_of(key & ~mark_bit)] = key;
    }
}

} // namespace broadsheet::mirror
