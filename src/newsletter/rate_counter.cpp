#include "newsletter/rate_counter.h"

#include "newsletter/keyed_hash.h"

#include <cstring>

namespace broadsheet::newsletter {

std::uint64_t RateCounter::hash_of(std::string_view what) const
{
    std::uint64_t hash = 0;
    std::memcpy(&hash, keyed_hash(key_, "count", what).data(), sizeof hash);
    return hash;
}

void RateCounter::begin_window()
{
    auto const now = clock_.monotonic();
    if (now - began_ < window_)
        return;
    counts_.clear();
    began_ = now;
}

std::uint32_t RateCounter::count(std::string_view what)
{
    auto const hash = hash_of(what);
    std::scoped_lock lock(mutex_);
    begin_window();
    auto const found = counts_.find(hash);
    if (found != counts_.end())
        return found->second + 1 == full ? full : ++found->second;
    if (counts_.size() >= most_)
        return full;
    counts_.emplace(hash, 1);
    return 1;
}

std::uint32_t RateCounter::look(std::string_view what)
{
    auto const hash = hash_of(what);
    std::scoped_lock lock(mutex_);
    begin_window();
    auto const found = counts_.find(hash);
    return found == counts_.end() ? 0 : found->second;
}

} // namespace broadsheet::newsletter
