#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

class CachedPage;

// The pages of the current edition by path, least recently used ones dropped first beyond a number of bytes.
// Thread-safe. Once set_edition(n) has returned, no page of an older edition is found.
class PageCache {
public:
    explicit PageCache(std::size_t capacity_bytes);
    ~PageCache();

    // Makes pages of older editions invalid. Call it after the edition can be read by Handlers. Never goes
    // back.
    void set_edition(std::uint64_t);
    std::uint64_t edition() const { return edition_.load(std::memory_order_acquire); }

    // Returns the page if it is of the current edition, or a later one.
    std::shared_ptr<CachedPage const> find(std::string_view path);
    // Returns the page whatever its edition: what it was compressed to may serve again.
    std::shared_ptr<CachedPage const> find_any_edition(std::string_view path);
    // Keeps the page, unless a later edition's is there already or it is larger than a shard may be.
    void insert(std::string_view path, std::shared_ptr<CachedPage const>);
    void clear();

    // Returns the memory that all pages hold, in bytes; at most `capacity()`.
    std::size_t size() const;
    std::size_t capacity() const;
    std::size_t pages() const;

private:
    class Shard;
    Shard& shard_for(std::string_view path);

    std::atomic<std::uint64_t> edition_{0};
    std::vector<std::unique_ptr<Shard>> shards_;
};

} // namespace broadsheet::http
