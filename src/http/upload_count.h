#pragma once

#include <cstddef>
#include <utility>

namespace broadsheet::http {

// One of the uploads that a thread reads, for as long as it lives.
class UploadCount {
public:
    UploadCount() = default;
    explicit UploadCount(std::size_t& count)
        : count_(&count)
    {
        ++count;
    }
    UploadCount(UploadCount&& other) noexcept
        : count_(std::exchange(other.count_, nullptr))
    {
    }
    UploadCount& operator=(UploadCount&& other) noexcept
    {
        std::swap(count_, other.count_);
        return *this;
    }
    ~UploadCount()
    {
        if (count_)
            --*count_;
    }

private:
    std::size_t* count_ = nullptr;
};

} // namespace broadsheet::http
