#pragma once

#include "base/result.h"
#include "exchange/aside.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::exchange {

// What a report says of records, one after the other. The first of them are in memory, further ones wait on
// disk, so that a report of a million has its place. Used by one thread at a time.
class Entries {
public:
    // A record and what is to be said of it; `record` is written so that a person finds it in the source.
    struct Entry {
        std::string record;
        std::string text;
    };
    static constexpr std::size_t most_in_memory = 10'000;

    void add(std::string record, std::string text);
    std::int64_t count() const { return count_; }
    // The first of them, at most `most_in_memory`.
    std::vector<Entry> const& first() const { return first_; }

    // Calls `visit` with each, in order. An error where the disk would not keep or give back the further
    // ones; then the first ones have been visited.
    Result<void> each(std::function<Result<void>(Entry const&)> const& visit) const;

private:
    std::vector<Entry> first_;
    std::int64_t count_ = 0;
    std::optional<Result<Aside>> further_; // each field with its length before it
};

} // namespace broadsheet::exchange
