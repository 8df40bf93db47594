#pragma once

#include "base/clock.h"
#include "http/dispatcher.h"
#include "http/limits.h"
#include "http/metrics.h"
#include "http/output.h"
#include "http/page_cache.h"
#include "http/ready_set.h"
#include "http/request_reader.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace broadsheet::http {

class Connection;

// What the connections of one I/O thread share. Used by that thread only, but for `events`, to which others
// post.
struct IoContext {
    IoContext(Limits const&, Dispatcher&, PageCache*, Metrics&, Clock const&);

    // Brings `now` and the Date field up to date; called some times a second.
    void tick();
    // Takes out a connection that is closed, and ends the loop with the last one when stopping.
    void remove(std::shared_ptr<Connection> const&);
    void end_if_idle();
    // Returns what ends a response's head.
    std::string_view tail(bool keep_alive) const { return keep_alive ? open_tail : closing_tail; }

    Limits const& limits;
    Dispatcher& dispatcher;
    PageCache* cache;
    Clock const& clock;
    ThreadCounters& counters;
    std::unique_ptr<RequestReader> reader;
    std::vector<char> buffer; // what a socket is read into; nothing stays in it between two events
    std::int64_t now = 0; // of Clock::monotonic()
    std::size_t uploads = 0; // being read
    bool stopping = false;
    std::string open_tail;
    std::string closing_tail;

    // Last, as handlers that wait in the loop own connections, which use all of the above.
    boost::asio::io_context events;
    ReadySet sockets;
    std::unordered_set<std::shared_ptr<Connection>> connections;
    // Closed ones, which an event already fetched may still name.
    std::vector<std::shared_ptr<Connection>> closed;
};

} // namespace broadsheet::http
