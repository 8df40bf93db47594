#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>

namespace broadsheet {

// A queue that holds at most so many items and so many bytes; one item over the bytes is let in alone.
// Thread-safe.
template <typename Item>
class BoundedQueue {
public:
    explicit BoundedQueue(
        std::size_t most_items, std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max())
        : most_items_(most_items)
        , most_bytes_(most_bytes)
    {
    }

    // Waits for room; false (and the item dropped) once the queue is closed.
    bool push(Item item, std::uint64_t bytes = 0)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || has_room_for(bytes); });
        if (closed_)
            return false;
        items_.emplace_back(std::move(item), bytes);
        bytes_ += bytes;
        changed_.notify_all();
        return true;
    }

    // Waits for an item; nothing once the queue is closed and empty.
    std::optional<Item> pop()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
        if (items_.empty())
            return std::nullopt;
        auto [item, bytes] = std::move(items_.front());
        items_.pop_front();
        bytes_ -= bytes;
        changed_.notify_all();
        return std::optional<Item>(std::move(item));
    }

    void close()
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

private:
    bool has_room_for(std::uint64_t bytes) const
    {
        return items_.empty() || (items_.size() < most_items_ && bytes_ + bytes <= most_bytes_);
    }

    std::size_t const most_items_;
    std::uint64_t const most_bytes_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<Item, std::uint64_t>> items_;
    std::uint64_t bytes_ = 0;
    bool closed_ = false;
};

} // namespace broadsheet
