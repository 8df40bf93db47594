#pragma once

#include "http/admission.h"
#include "http/io_context.h"
#include "http/listener.h"
#include "http/tls.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace broadsheet::http {

// A thread with its own event loop, listening sockets and connections.
class IoThread {
public:
    IoThread(Limits const&, Dispatcher&, PageCache*, Metrics&, Clock const&, Admission&, TlsContext*);
    // Ends the thread, closing what is still open.
    ~IoThread();

    // Who connects at a listening socket, and how.
    struct Entrance {
        bool is_secure = false; // by TLS
        bool is_of_proxy = false; // see ServerSettings
    };
    // Before start(): accept from this socket.
    void add_listener(Socket, Entrance);
    void start();

    // From any thread: stop accepting, and end when the last connection has, or at once when told to
    // `abandon`.
    void stop();
    void abandon();
    void join();

private:
    struct Acceptor {
        boost::asio::posix::stream_descriptor socket;
        Entrance entrance;
        bool waiting = false;
    };

    void wait_for_connections(Acceptor&);
    void accept_all(Acceptor&);
    void tell_refusal(Error const&);
    void admit(Accepted, bool secure);
    void tick();

    IoContext context_;
    Admission& admission_;
    TlsContext* tls_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::optional<std::int64_t> refusal_told_at_; // Clock::monotonic()
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds const tick_time_;
    std::thread thread_;
};

} // namespace broadsheet::http
