#include "http/metrics.h"

#include "http/page_cache.h"

#include <fmt/format.h>
#include <iterator>

namespace broadsheet::http {

namespace {

void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help)
{
    fmt::format_to(std::back_inserter(out), "# HELP broadsheet_{} {}\n# TYPE broadsheet_{} {}\n", name, help,
        name, type);
}

void append_value(std::string& out, std::string_view name, std::string_view type, std::string_view help,
    std::uint64_t value)
{
    append_metric(out, name, type, help);
    fmt::format_to(std::back_inserter(out), "broadsheet_{} {}\n", name, value);
}

} // namespace

ThreadCounters& Metrics::add_thread()
{
    std::lock_guard const lock(mutex_);
    return threads_.emplace_back();
}

void Metrics::observe_render(std::chrono::nanoseconds time)
{
    double const seconds = std::chrono::duration<double>(time).count();
    std::size_t bucket = 0;
    while (bucket < render_bounds_.size() && seconds > render_bounds_[bucket])
        ++bucket;
    renders_[bucket].fetch_add(1, std::memory_order_relaxed);
    render_nanoseconds_.fetch_add(static_cast<std::uint64_t>(time.count()), std::memory_order_relaxed);
}

template <typename Select>
std::uint64_t Metrics::sum(Select select) const
{
    std::lock_guard const lock(mutex_);
    std::uint64_t total = 0;
    for (auto const& thread : threads_)
        total += select(thread);
    return total;
}

std::uint64_t Metrics::cache_hits() const
{
    return sum([](ThreadCounters const& thread) { return thread.cache_hits.value(); });
}

std::uint64_t Metrics::cache_misses() const
{
    return sum([](ThreadCounters const& thread) { return thread.cache_misses.value(); });
}

std::uint64_t Metrics::open_connections() const
{
    return sum([](ThreadCounters const& thread) {
        // Closed first: opened only grows, so the difference never falls below zero.
        auto const closed = thread.connections_closed.value();
        return thread.connections_opened.value() - closed;
    });
}

std::string Metrics::exposition(PageCache const* cache) const
{
    std::string out;
    append_metric(out, "http_responses_total", "counter", "Responses by class of status.");
    for (std::size_t digit = 2; digit <= 5; ++digit) {
        fmt::format_to(std::back_inserter(out), "broadsheet_http_responses_total{{class=\"{}xx\"}} {}\n",
            digit, sum([&](ThreadCounters const& thread) { return thread.responses[digit].value(); }));
    }
    append_value(out, "http_connections_refused_total", "counter", "Connections closed because of a limit.",
        sum([](ThreadCounters const& thread) { return thread.responses[0].value(); }));
    append_value(out, "http_connections", "gauge", "Open connections.", open_connections());
    append_value(out, "http_sent_bytes_total", "counter", "Bytes of responses sent.",
        sum([](ThreadCounters const& thread) { return thread.bytes_sent.value(); }));
    append_value(
        out, "page_cache_hits_total", "counter", "Requests answered from the page cache.", cache_hits());
    append_value(out, "page_cache_misses_total", "counter", "Requests for pages that were not in the cache.",
        cache_misses());
    if (cache) {
        append_value(out, "page_cache_bytes", "gauge", "Memory that cached pages hold.", cache->size());
        append_value(out, "page_cache_capacity_bytes", "gauge", "Memory that cached pages may hold.",
            cache->capacity());
        append_value(out, "page_cache_pages", "gauge", "Cached pages.", cache->pages());
        append_value(out, "edition", "gauge", "The current edition.", cache->edition());
    }
    append_value(out, "worker_queue_length", "gauge", "Requests that wait for a worker.",
        queue_length_.load(std::memory_order_relaxed));
    append_value(out, "worker_queue_refused_total", "counter", "Requests refused because the queue was full.",
        refused_by_queue_.load(std::memory_order_relaxed));
    append_metric(out, "render_seconds", "histogram", "Time to make a response on a worker.");
    std::uint64_t count = 0;
    for (std::size_t bucket = 0; bucket < renders_.size(); ++bucket) {
        count += renders_[bucket].load(std::memory_order_relaxed);
        auto const bound
            = bucket < render_bounds_.size() ? fmt::to_string(render_bounds_[bucket]) : std::string("+Inf");
        fmt::format_to(
            std::back_inserter(out), "broadsheet_render_seconds_bucket{{le=\"{}\"}} {}\n", bound, count);
    }
    fmt::format_to(std::back_inserter(out),
        "broadsheet_render_seconds_sum {}\nbroadsheet_render_seconds_count {}\n",
        static_cast<double>(render_nanoseconds_.load(std::memory_order_relaxed)) / 1e9, count);
    return out;
}

} // namespace broadsheet::http
