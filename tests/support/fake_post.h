#pragma once

#include "mail/post.h"

#include <mutex>
#include <vector>

namespace broadsheet::test {

// Keeps what it is given. Thread-safe, but for the two vectors while others send.
class FakePost final : public mail::Post {
public:
    Result<void> send(mail::Letter const& letter) override
    {
        std::lock_guard lock(mutex_);
        sent.push_back(letter);
        return answer;
    }
    Result<void> hand_over(mail::Letter letter) override
    {
        std::lock_guard lock(mutex_);
        handed_over.push_back(std::move(letter));
        return answer;
    }

    std::vector<mail::Letter> sent;
    std::vector<mail::Letter> handed_over;
    Result<void> answer;

private:
    std::mutex mutex_;
};

} // namespace broadsheet::test
