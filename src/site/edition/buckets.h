#pragma once

#include "base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace broadsheet::site {

// Lists of numbers by key, all in one array: what an index over an edition is made of.
class Buckets {
public:
    Buckets() = default;

    // `for_each(emit)` calls `emit(key, item)`, key < `keys`, for every item, and does the same when called
    // again. A list keeps the order in which its items came.
    template <typename ForEach>
    Buckets(std::size_t keys, ForEach const& for_each)
        : ends_(keys + 1)
    {
        for_each([&](std::size_t key, std::uint32_t) { ++ends_[key + 1]; });
        for (std::size_t key = 1; key < ends_.size(); ++key)
            ends_[key] += ends_[key - 1];
        items_.resize(ends_.back());
        std::vector<std::uint32_t> next(ends_.begin(), ends_.end() - 1);
        for_each([&](std::size_t key, std::uint32_t item) { items_[next[key]++] = item; });
    }

    std::size_t keys() const { return ends_.empty() ? 0 : ends_.size() - 1; }
    std::span<std::uint32_t const> operator[](std::size_t key) const
    {
        VERIFY(key < keys());
        return {items_.data() + ends_[key], ends_[key + 1] - ends_[key]};
    }

private:
    std::vector<std::uint32_t> ends_; // of the list before each key
    std::vector<std::uint32_t> items_;
};

} // namespace broadsheet::site
