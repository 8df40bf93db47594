#include "http/listener.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace broadsheet::http {

namespace {

constexpr int backlog = 1024;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    sockaddr const* get() const { return reinterpret_cast<sockaddr const*>(&storage); }
};

Result<SocketAddress> resolve(std::string const& text)
{
    auto const colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    int port = -1;
    if (colon != std::string::npos)
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    if (host.empty() || port < 0 || port > 65535)
        return invalid(fmt::format(
            "listen address '{}': expected HOST:PORT, [IPV6]:PORT or unix:/PATH, such as 127.0.0.1:8080",
            text));
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (int const failure = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
        failure != 0)
        return invalid(fmt::format("listen address '{}': {}", text, ::gai_strerror(failure)));
    SocketAddress address;
    std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
    address.size = found->ai_addrlen;
    ::freeaddrinfo(found);
    return address;
}

std::string numeric_host(SocketAddress const& address)
{
    std::array<char, NI_MAXHOST> host{};
    if (::getnameinfo(address.get(), address.size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    std::string text(host.data());
    constexpr std::string_view mapped = "::ffff:";
    if (text.starts_with(mapped) && text.find('.') != std::string::npos)
        text.erase(0, mapped.size());
    return text;
}

std::uint16_t& port_of(SocketAddress& address)
{
    return address.storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port
                                                 : reinterpret_cast<sockaddr_in&>(address.storage).sin_port;
}

void enable(int socket, int level, int option)
{
    int const one = 1;
    ::setsockopt(socket, level, option, &one, sizeof one);
}

enum class PortUse { exclusive, shared };

Result<Socket> bind_tcp(std::string const& text, SocketAddress const& address, PortUse use)
{
    Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0)
        return system_error("listening on " + text, errno);
    enable(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    if (use == PortUse::shared)
        enable(socket.get(), SOL_SOCKET, SO_REUSEPORT);
    if (::bind(socket.get(), address.get(), address.size) != 0)
        return system_error("listening on " + text, errno);
    return socket;
}

Result<Listener> listen_on_tcp(std::string const& text, unsigned threads)
{
    auto address = TRY(resolve(text));
    // With SO_REUSEPORT alone a second server on the same port would start, and take half of the
    // connections.
    if (port_of(address) != 0)
        TRY(bind_tcp(text, address, PortUse::exclusive));
    Listener listener;
    for (unsigned i = 0; i < threads; ++i) {
        auto socket = TRY(bind_tcp(text, address, PortUse::shared));
        if (::listen(socket.get(), backlog) != 0)
            return system_error("listening on " + text, errno);
        address.size = sizeof address.storage;
        ::getsockname(socket.get(), address.get(), &address.size);
        listener.sockets.push_back(std::move(socket));
    }
    auto const host = numeric_host(address);
    bool const is_v6 = host.find(':') != std::string::npos;
    listener.address
        = fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host, is_v6 ? "]" : "", ntohs(port_of(address)));
    return listener;
}

// Removes a socket file whose server has gone; an error if one still listens there.
Result<void> clear_stale_socket(sockaddr_un const& address)
{
    struct stat status { };
    if (::lstat(address.sun_path, &status) != 0)
        return {};
    if (!S_ISSOCK(status.st_mode))
        return invalid(fmt::format(
            "{}: exists and is not a socket; remove it or choose another path", address.sun_path));
    Socket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(probe.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0)
        return invalid(fmt::format("{}: another server listens there", address.sun_path));
    ::unlink(address.sun_path);
    return {};
}

Result<Listener> listen_on_unix(std::string const& text, unsigned threads)
{
    auto const path = text.substr(5);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return invalid(fmt::format("listen address '{}': the path of a unix socket has 1 to {} bytes", text,
            sizeof address.sun_path - 1));
    std::memcpy(address.sun_path, path.data(), path.size());
    TRY(clear_stale_socket(address));
    Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0
        || ::bind(socket.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0
        || ::listen(socket.get(), backlog) != 0)
        return system_error("listening on " + text, errno);
    // Who may connect is decided by the folder's permissions: the reverse proxy runs as another user.
    ::chmod(path.c_str(), 0666);
    Listener listener;
    listener.address = text;
    listener.is_unix = true;
    for (unsigned i = 1; i < threads; ++i)
        listener.sockets.emplace_back(::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
    listener.sockets.push_back(std::move(socket));
    return listener;
}

} // namespace

Socket::Socket(Socket&& other) noexcept
    : descriptor_(other.release())
{
}

Socket& Socket::operator=(Socket&& other) noexcept
{
    Socket old(std::exchange(descriptor_, other.release()));
    return *this;
}

Socket::~Socket()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

int Socket::release()
{
    return std::exchange(descriptor_, -1);
}

Result<Listener> listen_on(std::string const& address, unsigned threads)
{
    return address.starts_with("unix:") ? listen_on_unix(address, threads) : listen_on_tcp(address, threads);
}

Result<std::optional<Accepted>> accept_from(int listening_socket)
{
    for (;;) {
        SocketAddress peer;
        Socket socket(::accept4(listening_socket, peer.get(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.get() >= 0) {
            Accepted accepted{std::move(socket), {}, false};
            if (peer.storage.ss_family != AF_UNIX) {
                enable(accepted.socket.get(), IPPROTO_TCP, TCP_NODELAY);
                accepted.address = numeric_host(peer);
            }
            return std::optional(std::move(accepted));
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return std::optional<Accepted>();
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return system_error("accepting connections", errno);
        // Anything else concerns a connection that has already gone.
    }
}

} // namespace broadsheet::http
