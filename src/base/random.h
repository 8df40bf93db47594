#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace broadsheet {

// Where randomness comes from. Thread-safe.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte>) = 0;

    // Returns 2 * bytes lower-case hexadecimal digits.
    std::string hex(std::size_t bytes);
};

// The operating system's generator, fit for keys and tokens.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte>) override;
};

// The same sequence for the same seed: for tests and reproducible demonstrations, never for secrets.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed)
        : state_(seed)
    {
    }
    void fill(std::span<std::byte>) override;

private:
    std::mutex mutex_;
    std::uint64_t state_;
};

} // namespace broadsheet
