#pragma once

#include "http/handler.h"
#include "http/metrics.h"
#include "http/page_cache.h"
#include "http/reply.h"
#include "http/worker_pool.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet::http {

// Has requests answered on workers. Of requests for one page that is not in the cache, one renders it and the
// others wait for that (single-flight). Thread-safe; everything given to it lives longer.
class Dispatcher {
public:
    using Completion = std::function<void(Reply)>;

    // The cache may be null.
    Dispatcher(Handler&, PageCache*, WorkerPool&, Metrics&);

    // Calls `done` exactly once: on a worker, or on the calling thread with 503 when the workers' queue is
    // full.
    void dispatch(Request, Completion done);

private:
    struct Task;
    using TaskPointer = std::shared_ptr<Task>;
    using PagePointer = std::shared_ptr<CachedPage const>;
    // A page to share, or a response for the one that asked.
    struct Rendering;

    void join_flight(TaskPointer);
    void fly(std::string const& key, Task const& leader);
    Rendering render(Request const&);
    void keep(Request const&, PagePointer const&);
    Response ask_handler(Request const&);
    void deliver_page(Task const&, PagePointer&);
    void submit_alone(TaskPointer);
    void answer_alone(Task const&);
    bool submit(WorkerPool::Job);
    std::vector<TaskPointer> end_flight(std::string const& key);

    Handler& handler_;
    PageCache* cache_;
    WorkerPool& workers_;
    Metrics& metrics_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::vector<TaskPointer>> flights_;
};

} // namespace broadsheet::http
