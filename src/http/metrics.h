#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

namespace broadsheet::http {

class PageCache;

// A number that one thread counts up and any may read: no locked instruction on the way of a request.
class Counter {
public:
    void add(std::uint64_t amount = 1)
    {
        value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// What one I/O thread counts.
struct alignas(64) ThreadCounters {
    std::array<Counter, 6> responses; // by the status' first digit; [0] is connections closed by a limit
    Counter cache_hits;
    Counter cache_misses;
    Counter bytes_sent;
    Counter connections_opened;
    Counter connections_closed;
};

// The counts of the process, without anything about a reader: no path, no address. Thread-safe.
class Metrics {
public:
    Metrics() = default;
    Metrics(Metrics const&) = delete;
    Metrics& operator=(Metrics const&) = delete;

    // Returns counters that live as long as this and are written by the calling thread only.
    ThreadCounters& add_thread();

    void observe_render(std::chrono::nanoseconds);
    void set_queue_length(std::size_t length) { queue_length_.store(length, std::memory_order_relaxed); }
    void count_refused_by_queue() { refused_by_queue_.fetch_add(1, std::memory_order_relaxed); }

    std::uint64_t cache_hits() const;
    std::uint64_t cache_misses() const;
    std::uint64_t open_connections() const;

    // Returns the text of Prometheus' exposition format 0.0.4; with the cache's figures if there is one.
    // https://prometheus.io/docs/instrumenting/exposition_formats/
    std::string exposition(PageCache const*) const;

private:
    template <typename Select>
    std::uint64_t sum(Select) const;

    mutable std::mutex mutex_;
    std::deque<ThreadCounters> threads_;

    static constexpr std::array<double, 10> render_bounds_{
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1};
    std::array<std::atomic<std::uint64_t>, render_bounds_.size() + 1> renders_{};
    std::atomic<std::uint64_t> render_nanoseconds_{0};
    std::atomic<std::uint64_t> queue_length_{0};
    std::atomic<std::uint64_t> refused_by_queue_{0};
};

} // namespace broadsheet::http
