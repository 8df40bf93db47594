#pragma once

#include "base/result.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace broadsheet {

// Counts in memory how often things happen, until the counts are handed over. Thread-safe.
template <typename Key>
class Tally {
public:
    using Count = std::atomic<std::uint64_t>;
    using Counts = std::map<Key, std::uint64_t>; // none of them is 0

    // Returns the counter of a thing. What is added through it counts for as long as somebody holds it.
    std::shared_ptr<Count> of(Key const& key)
    {
        std::lock_guard const lock(mutex_);
        auto& count = counts_[key];
        if (!count)
            count = std::make_shared<Count>(0);
        return count;
    }

    // Has `add` write down what was counted since the last time. What it cannot write is kept.
    template <typename Add>
    Result<void> hand_over(Add const& add)
    {
        auto const counts = take();
        if (counts.empty())
            return {};
        auto added = add(counts);
        if (!added.ok())
            put_back(counts);
        return added;
    }

private:
    // Counters that nobody else holds any more are let go.
    Counts take()
    {
        std::lock_guard const lock(mutex_);
        Counts taken;
        for (auto at = counts_.begin(); at != counts_.end();) {
            bool const is_unused = at->second.use_count() == 1;
            if (auto const count = at->second->exchange(0); count != 0)
                taken[at->first] = count;
            at = is_unused ? counts_.erase(at) : std::next(at);
        }
        return taken;
    }

    void put_back(Counts const& counts)
    {
        for (auto const& [key, count] : counts)
            of(key)->fetch_add(count);
    }

    std::mutex mutex_;
    std::map<Key, std::shared_ptr<Count>> counts_;
};

} // namespace broadsheet
