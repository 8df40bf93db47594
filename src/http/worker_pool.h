#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace broadsheet::http {

// Threads that take jobs off a queue of bounded length. Thread-safe.
class WorkerPool {
public:
    using Job = std::function<void()>;

    WorkerPool(unsigned threads, std::size_t queue_limit);
    // Runs what is queued, then stops.
    ~WorkerPool();

    // Returns false, and drops the job, when the queue is full. Jobs do not throw.
    [[nodiscard]] bool submit(Job);

    std::size_t queued() const;

private:
    void work();

    std::size_t const queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace broadsheet::http
