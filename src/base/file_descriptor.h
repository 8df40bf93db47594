#pragma once

#include <unistd.h>
#include <utility>

namespace broadsheet {

// Owns an open file; below zero for none, as open() returns where it fails.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number)
        : number_(number)
    {
    }
    FileDescriptor(FileDescriptor&& other) noexcept
        : number_(std::exchange(other.number_, -1))
    {
    }
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor()
    {
        if (number_ >= 0)
            close(number_);
    }

    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); } // whose closing is the caller's then
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

} // namespace broadsheet
