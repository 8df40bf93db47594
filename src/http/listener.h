#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

// An owned file descriptor of a socket.
class Socket {
public:
    Socket() = default;
    explicit Socket(int descriptor)
        : descriptor_(descriptor)
    {
    }
    Socket(Socket&&) noexcept;
    Socket& operator=(Socket&&) noexcept;
    ~Socket();

    int get() const { return descriptor_; }
    int release();

private:
    int descriptor_ = -1;
};

// One address the server listens on, with a listening socket for each I/O thread.
struct Listener {
    std::string
        address; // as it can be connected to: "127.0.0.1:8080", "[::1]:8080", "unix:/run/broadsheet.sock"
    std::vector<Socket> sockets;
    bool is_unix = false;
    bool is_of_proxy = false; // see ServerSettings
};

// Binds "host:port", "[v6]:port" or "unix:/path" once for every thread: TCP by SO_REUSEPORT, so that the
// kernel spreads the connections. Port 0 takes a free one. A socket file that nobody listens on any more is
// replaced.
Result<Listener> listen_on(std::string const& address, unsigned threads);

struct Accepted {
    Socket socket;
    std::string address; // numeric, without port; "" for unix
    bool is_of_proxy = false; // as its listener
};

// Accepts one waiting connection, non-blocking and without Nagle's delay. Nothing if none waits; an error
// when the process can take no more (descriptors, memory).
Result<std::optional<Accepted>> accept_from(int listening_socket);

} // namespace broadsheet::http
