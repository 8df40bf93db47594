#pragma once

#include "http/client.h"

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace broadsheet::test {

// Keeps what is asked, and answers what the test says. Thread-safe.
class FakeClient final : public http::Client {
public:
    using Answerer = std::function<Result<http::ClientResponse>(http::ClientRequest const&)>;

    explicit FakeClient(Answerer answerer =
                            [](auto const&) {
                                return http::ClientResponse{200, {}, {}};
                            })
        : answerer_(std::move(answerer))
    {
    }

    Result<http::ClientResponse> send(http::ClientRequest const& request) override
    {
        std::lock_guard const lock(mutex_);
        requests_.push_back(request);
        auto answer = answerer_(request);
        if (answer.ok() && answer->is_success() && request.take_body)
            TRY(request.take_body(std::exchange(answer->body, {})));
        return answer;
    }

    void answer_with(Answerer answerer)
    {
        std::lock_guard const lock(mutex_);
        answerer_ = std::move(answerer);
    }

    std::vector<http::ClientRequest> requests() const
    {
        std::lock_guard const lock(mutex_);
        return requests_;
    }

private:
    mutable std::mutex mutex_;
    Answerer answerer_;
    std::vector<http::ClientRequest> requests_;
};

} // namespace broadsheet::test
