#pragma once

#include "base/bounded_queue.h"
#include "base/result.h"
#include "exchange/import.h"

#include <algorithm>
#include <functional>
#include <future>
#include <thread>
#include <vector>

namespace broadsheet::exchange {

// Takes records from a reader (a thread of its own) through converters (several threads) to a writer (the
// calling thread), which sees them in the reader's order. What is read ahead of the writer is bounded in
// records and bytes, so memory does not grow with the source.
template <typename Raw, typename Converted>
class Pipeline {
public:
    // Hands a record of so many bytes on; an error once the writer has failed.
    using Emit = std::function<Result<void>(Raw, std::uint64_t bytes)>;
    using Read = std::function<Result<void>(Emit const&)>;
    using Convert = std::function<Converted(Raw)>;
    using Write = std::function<Result<void>(Converted)>;

    Pipeline(ImportLimits const& limits, unsigned converters)
        : results_(limits.records_ahead, limits.bytes_ahead)
        , tasks_(limits.records_ahead, limits.bytes_ahead)
        , converters_(converters ? converters : std::max(2u, std::thread::hardware_concurrency()))
    {
    }

    // Returns the reader's or the writer's first error; what was written before it stays written. An
    // exception of `convert` or `write` comes out of here, once the threads have ended.
    Result<void> run(Read const& read, Convert const& convert, Write const& write)
    {
        std::vector<std::jthread> converters;
        for (unsigned i = 0; i < converters_; ++i)
            converters.emplace_back([&] {
                while (auto task = tasks_.pop())
                    (*task)();
            });
        Result<void> read_result;
        std::jthread reader([&] {
            read_result
                = read([&](Raw raw, std::uint64_t bytes) { return emit(std::move(raw), bytes, convert); });
            close();
        });
        OnLeaving const unblock{*this}; // before the threads are joined, which may wait for room
        Result<void> written;
        while (auto result = results_.pop()) {
            written = write(result->get());
            if (!written.ok())
                break;
        }
        results_.close();
        reader.join();
        return written.ok() ? read_result : written;
    }

private:
    struct OnLeaving {
        Pipeline& pipeline;
        ~OnLeaving() { pipeline.close(); }
    };

    void close()
    {
        results_.close();
        tasks_.close();
    }

    Result<void> emit(Raw raw, std::uint64_t bytes, Convert const& convert)
    {
        auto shared = std::make_shared<Raw>(std::move(raw));
        std::packaged_task<Converted()> task([shared, &convert] { return convert(std::move(*shared)); });
        if (!results_.push(task.get_future(), bytes) || !tasks_.push(std::move(task), bytes))
            return Error{ErrorCode::unavailable, "the import was stopped"};
        return {};
    }

    BoundedQueue<std::future<Converted>> results_;
    BoundedQueue<std::packaged_task<Converted()>> tasks_;
    unsigned const converters_;
};

} // namespace broadsheet::exchange
