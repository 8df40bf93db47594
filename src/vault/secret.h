#pragma once

#include "base/random.h"
#include "base/result.h"

#include <memory>
#include <span>
#include <string_view>

namespace broadsheet::vault {

// Bytes that never reach a disk: in memory of their own that is locked against swapping, left out of core
// dumps, between pages that cannot be touched, and wiped when it is given back
// (https://doc.libsodium.org/memory_management).
class Secret {
public:
    // Returns zeros. `unavailable` where the system does not let the memory be locked (RLIMIT_MEMLOCK).
    static Result<Secret> zeros(std::size_t size);
    static Result<Secret> copy_of(std::string_view);
    static Result<Secret> random(std::size_t size, Random&);

    std::string_view view() const { return {reinterpret_cast<char const*>(bytes_.get()), size_}; }
    unsigned char const* data() const { return bytes_.get(); }
    unsigned char* data() { return bytes_.get(); }
    std::size_t size() const { return size_; }
    // What is cut off is wiped.
    void shorten(std::size_t size);

private:
    struct Free {
        void operator()(unsigned char*) const;
    };
    using Bytes = std::unique_ptr<unsigned char[], Free>;
    Secret(Bytes bytes, std::size_t size)
        : bytes_(std::move(bytes))
        , size_(size)
    {
    }

    Bytes bytes_;
    std::size_t size_;
};

} // namespace broadsheet::vault
