#include "newsletter/rate_counter.h"

#include "newsletter/keyed_hash.h"

#include <cstring>

namespace broadsheet::newsletter {

std::uint32_t RateCounter::count(std::string_view what)
{
    std::uint64_t hash = 0;
    std::memcpy(&hash, keyed_hash(key_, "count", what).data(), sizeof hash);
    std::scoped_lock lock(mutex_);
    if (auto const now = clock_.monotonic(); now - began_ >= window_) {
        counts_.clear();
        began_ = now;
    }
    auto const found = counts_.find(hash);
    if (found != counts_.end())
        return found->second + 1 == full ? full : ++found->second;
    if (counts_.size() >= most_)
        return full;
    counts_.emplace(hash, 1);
    return 1;
}

} // namespace broadsheet::newsletter
