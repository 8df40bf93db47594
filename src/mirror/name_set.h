#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace broadsheet::mirror {

// A set of file names, each of which may be marked, that keeps 63-bit hashes of them, 8 to 22 bytes each: a
// newspaper has some hundred thousand files. Not thread-safe.
class NameSet {
public:
    // Returns whether the name was not in it before.
    bool insert(std::string_view name);
    bool contains(std::string_view name) const;
    // Marks a name that is in it; returns whether it was not marked before.
    bool mark(std::string_view name);
    bool is_marked(std::string_view name) const;

private:
    std::size_t place_of(std::uint64_t key) const;
    void grow();

    std::vector<std::uint64_t> places_ = std::vector<std::uint64_t>(1024); // by hash, next one free; 0: free.
                                                                           // The lowest bit is the mark
    std::size_t size_ = 0;
};

} // namespace broadsheet::mirror
