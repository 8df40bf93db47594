#include "base/random.h"

#include "base/encoding.h"
#include "base/result.h"

#include <cerrno>
#include <sys/random.h>
#include <vector>

namespace broadsheet {

std::string Random::hex(std::size_t bytes)
{
    std::vector<std::byte> buffer(bytes);
    fill(buffer);
    return to_hex({reinterpret_cast<char const*>(buffer.data()), buffer.size()});
}

void SystemRandom::fill(std::span<std::byte> out)
{
    while (!out.empty()) {
        auto got = getrandom(out.data(), out.size(), 0);
        VERIFY(got > 0 || errno == EINTR);
        if (got > 0)
            out = out.subspan(static_cast<std::size_t>(got));
    }
}

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
void SeededRandom::fill(std::span<std::byte> out)
{
    std::lock_guard lock(mutex_);
    for (auto& byte : out) {
        std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15ULL);
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        byte = static_cast<std::byte>(mixed ^ (mixed >> 31));
    }
}

} // namespace broadsheet
