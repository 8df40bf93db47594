#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

// Returns the number of decimal ASCII without leading zeros, as the log's formats write it.
std::optional<std::uint64_t> plain_number(std::string_view);

// Returns the number in groups of three digits, all but the last with an x: "x001/x234/067"
// (https://c2sp.org/tlog-tiles).
std::string number_path(std::uint64_t);

// Takes a text apart at line feeds or spaces, from the front.
class Fields {
public:
    Fields(std::string_view text, char separator)
        : rest_(text)
        , separator_(separator)
    {
    }
    bool at_end() const { return at_end_; }
    // Returns what stands before the next separator, or the rest; empty at the end.
    std::string_view take();
    // Returns all that has not been taken.
    std::string_view take_rest();

private:
    std::string_view rest_;
    char separator_;
    bool at_end_ = false;
};

} // namespace broadsheet::mirror
