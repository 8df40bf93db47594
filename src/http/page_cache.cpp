#include "http/page_cache.h"

#include "http/cached_page.h"

#include <list>
#include <mutex>
#include <unordered_map>

namespace broadsheet::http {

namespace {

// Enough that the threads of a large machine seldom meet, few enough that one page may be several
// megabytes.
constexpr std::size_t shard_count = 16;
// What the list, the map and the allocator need for an entry, about.
constexpr std::size_t entry_overhead = 192;

} // namespace

class PageCache::Shard {
public:
    explicit Shard(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    std::shared_ptr<CachedPage const> find(std::string_view path, std::uint64_t oldest_edition)
    {
        std::lock_guard const lock(mutex_);
        auto const found = index_.find(path);
        if (found == index_.end() || found->second->page->edition() < oldest_edition)
            return nullptr;
        if (found->second != entries_.begin())
            entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->page;
    }

    void insert(std::string_view path, std::shared_ptr<CachedPage const> page)
    {
        auto const size = page->size() + path.size() + entry_overhead;
        std::lock_guard const lock(mutex_);
        auto const found = index_.find(path);
        if (found != index_.end()) {
            if (found->second->page->edition() > page->edition())
                return;
            erase(found->second);
        }
        if (size > capacity_)
            return;
        while (size_ + size > capacity_)
            erase(std::prev(entries_.end()));
        entries_.push_front({std::string(path), std::move(page), size});
        index_.emplace(entries_.front().path, entries_.begin());
        size_ += size;
    }

    void clear()
    {
        std::lock_guard const lock(mutex_);
        index_.clear();
        entries_.clear();
        size_ = 0;
    }

    std::size_t size() const
    {
        std::lock_guard const lock(mutex_);
        return size_;
    }
    std::size_t pages() const
    {
        std::lock_guard const lock(mutex_);
        return entries_.size();
    }
    std::size_t capacity() const { return capacity_; }

private:
    struct Entry {
        std::string path;
        std::shared_ptr<CachedPage const> page;
        std::size_t size;
    };
    using Entries = std::list<Entry>;

    void erase(Entries::iterator entry)
    {
        size_ -= entry->size;
        index_.erase(entry->path);
        entries_.erase(entry);
    }

    mutable std::mutex mutex_;
    std::size_t const capacity_;
    std::size_t size_ = 0;
    Entries entries_; // the most recently used first
    std::unordered_map<std::string_view, Entries::iterator> index_; // its keys are the entries' paths
};

PageCache::PageCache(std::size_t capacity_bytes)
{
    for (std::size_t i = 0; i < shard_count; ++i)
        shards_.push_back(std::make_unique<Shard>(capacity_bytes / shard_count));
}

PageCache::~PageCache() = default;

void PageCache::set_edition(std::uint64_t edition)
{
    auto current = edition_.load(std::memory_order_relaxed);
    while (
        current < edition && !edition_.compare_exchange_weak(current, edition, std::memory_order_acq_rel)) { }
}

PageCache::Shard& PageCache::shard_for(std::string_view path)
{
    return *shards_[std::hash<std::string_view>{}(path) >> 8 & (shard_count - 1)];
}

std::shared_ptr<CachedPage const> PageCache::find(std::string_view path)
{
    return shard_for(path).find(path, edition());
}

std::shared_ptr<CachedPage const> PageCache::find_any_edition(std::string_view path)
{
    return shard_for(path).find(path, 0);
}

void PageCache::insert(std::string_view path, std::shared_ptr<CachedPage const> page)
{
    shard_for(path).insert(path, std::move(page));
}

void PageCache::clear()
{
    for (auto& shard : shards_)
        shard->clear();
}

std::size_t PageCache::size() const
{
    std::size_t total = 0;
    for (auto const& shard : shards_)
        total += shard->size();
    return total;
}

std::size_t PageCache::capacity() const
{
    return shards_.size() * shards_.front()->capacity();
}

std::size_t PageCache::pages() const
{
    std::size_t total = 0;
    for (auto const& shard : shards_)
        total += shard->pages();
    return total;
}

} // namespace broadsheet::http
