#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace broadsheet::http {
class Client;
}

namespace broadsheet::mirror {

// How a mirror was when it was looked at last.
struct MirrorHealth {
    std::string address;
    UtcMillis looked_at = 0;
    std::uint64_t edition = 0; // 0: it has none that is proven
    std::string slot;
    std::uint64_t log_size = 0;
    std::string trouble; // empty: all is well
};

// Knows how the newspaper's mirrors are, by asking them as a reader would. In memory only. Thread-safe.
class HealthBoard {
public:
    // `mirror`: the folder of the newspaper's own mirror, whose keys and edition others are compared with.
    explicit HealthBoard(std::filesystem::path mirror)
        : mirror_(std::move(mirror))
    {
    }

    // Asks each of the addresses for its log/latest. Those not named are forgotten.
    void look(std::vector<std::string> const& addresses, http::Client&, UtcMillis now);
    std::vector<MirrorHealth> health() const;
    std::filesystem::path const& mirror() const { return mirror_; }

private:
    std::filesystem::path mirror_;
    mutable std::mutex mutex_;
    std::vector<MirrorHealth> health_;
};

} // namespace broadsheet::mirror
