#pragma once

#include "exchange/import.h"

#include <memory>

namespace broadsheet::exchange {

// A file read forwards through a window of fixed size. Used by one thread.
class ByteSource {
public:
    // Opens a regular file of UTF-8 text; refused with a reason a person can act on: a folder, an empty file,
    // one over the limit, UTF-16, a compressed one. A byte order mark is skipped.
    static Result<std::unique_ptr<ByteSource>> open(
        std::filesystem::path const&, ImportLimits const&, Progress* = nullptr);
    ~ByteSource();
    ByteSource(ByteSource const&) = delete;
    ByteSource& operator=(ByteSource const&) = delete;

    // Returns the bytes of the window that are not consumed yet, reading on if there are none; empty at the
    // end of the file.
    Result<std::string_view> window();
    void consume(std::size_t bytes) { at_ += bytes; }
    // Offset in the file of the first byte of window().
    std::uint64_t offset() const { return window_offset_ + at_; }
    std::uint64_t size() const { return size_; }

private:
    ByteSource(int descriptor, std::uint64_t size, std::string name, Progress*);
    Result<void> refuse_other_encodings();

    int descriptor_;
    std::uint64_t size_;
    std::string name_;
    Progress* progress_;
    std::string buffer_;
    std::size_t filled_ = 0;
    std::size_t at_ = 0;
    std::uint64_t window_offset_ = 0;
};

} // namespace broadsheet::exchange
