#pragma once

#include "http/reply.h"
#include "http/transport.h"

#include <array>
#include <string_view>
#include <vector>

namespace broadsheet::http {

// The responses of one connection that are not wholly sent yet, in order. Bodies are never copied; what fits
// is gathered into one system call.
class Output {
public:
    static constexpr std::size_t longest_tail = 64;

    // `tail` ends the head: Date, Connection, the empty line. It is copied.
    void add(Reply, std::string_view tail);

    bool empty() const { return first_ == items_.size(); }
    std::size_t size() const { return items_.size() - first_; }

    // Sends what the transport takes, up to what is one connection's turn. `done` when all of that went,
    // otherwise what to wait for; `bytes` tells how many went in either case.
    IoResult send(Transport&);

private:
    struct Item {
        Reply reply;
        std::array<char, longest_tail> tail;
        std::size_t tail_size;

        std::uint64_t in_memory() const { return reply.head.size() + tail_size + reply.body.size(); }
        std::uint64_t size() const { return in_memory() + reply.file_length; }
    };

    IoResult send_some(Transport&);
    void advance(std::uint64_t bytes);

    std::vector<Item> items_;
    std::size_t first_ = 0;
    std::uint64_t sent_ = 0; // of the first item
};

} // namespace broadsheet::http
