#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>

namespace broadsheet::http {

class Connection;

// The connected sockets of one I/O thread, and which of them are ready: an edge-triggered epoll set that is
// itself one descriptor in the thread's event loop. Each socket is registered once for its life; a wait by
// Asio's own sockets costs a system call for every request.
class ReadySet {
public:
    // `after_events` is called when all connections that were ready together have had their turn.
    ReadySet(boost::asio::io_context&, std::function<void()> after_events);

    // Calls connection.on_ready() from now on whenever the socket changes, until it is closed. The connection
    // lives until the next `after_events` following that. Returns false when the system can watch no more.
    [[nodiscard]] bool add(int socket, Connection&);

private:
    void wait();
    void call_ready();

    boost::asio::posix::stream_descriptor set_;
    std::function<void()> after_events_;
};

} // namespace broadsheet::http
