#include "http/raw_client.h"

#include "base/ascii.h"
#include "http/request.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace broadsheet::http::test {

namespace {

int connect_unix(std::string const& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    int const socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << strerror(errno);
    return socket;
}

int connect_tcp(std::string const& text)
{
    auto const colon = text.rfind(':');
    auto host = text.substr(0, colon);
    if (host.starts_with('['))
        host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    EXPECT_EQ(::getaddrinfo(host.c_str(), text.c_str() + colon + 1, &hints, &found), 0);
    int const socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(socket, found->ai_addr, found->ai_addrlen), 0) << strerror(errno);
    ::freeaddrinfo(found);
    return socket;
}

void set_timeout(int socket, std::chrono::milliseconds time)
{
    timeval const value{time.count() / 1000, time.count() % 1000 * 1000};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
}

} // namespace

std::optional<std::string> Answer::header(std::string_view name) const
{
    std::optional<std::string> found;
    for (std::size_t line = head.find("\r\n"); line != std::string::npos;
         line = head.find("\r\n", line + 2)) {
        auto const text = std::string_view(head).substr(line + 2);
        if (text.size() <= name.size() || text[name.size()] != ':'
            || !equals_ignoring_case(text.substr(0, name.size()), name))
            continue;
        if (found)
            return "(repeated)";
        auto const value = text.substr(name.size() + 1);
        found = std::string(value.substr(1, value.find("\r\n") - 1));
    }
    return found;
}

Client::Client(std::string const& address)
    : socket_(address.starts_with("unix:") ? connect_unix(address.substr(5)) : connect_tcp(address))
{
    set_timeout(socket_, std::chrono::seconds(10));
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1))
    , received_(std::move(other.received_))
{
}

Client::~Client()
{
    if (socket_ >= 0)
        ::close(socket_);
}

void Client::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return; // the server may have answered and closed: what it said is what counts
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::size_t Client::send_some(std::string_view bytes)
{
    auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

void Client::finish_sending()
{
    ::shutdown(socket_, SHUT_WR);
}

void Client::shrink_receive_buffer(int bytes)
{
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool Client::fill()
{
    std::array<char, 16384> buffer;
    auto const size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0)
        return false;
    received_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

Answer Client::read(bool to_head)
{
    Answer answer;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill())
            return answer;
    }
    answer.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    int status = 0;
    if (answer.head.starts_with("HTTP/1.1 "))
        std::from_chars(answer.head.data() + 9, answer.head.data() + 12, status);
    std::size_t size = 0;
    if (auto const length = answer.header("Content-Length"); length && !to_head && status != 304)
        std::from_chars(length->data(), length->data() + length->size(), size);
    while (received_.size() < size) {
        if (!fill())
            return answer;
    }
    answer.body = received_.substr(0, size);
    received_.erase(0, size);
    answer.status = status;
    return answer;
}

Answer Client::get(std::string_view path, std::string_view more_headers)
{
    send(
        std::string("GET ").append(path).append(" HTTP/1.1\r\nHost: test\r\n").append(more_headers) + "\r\n");
    return read();
}

std::optional<std::string> Client::read_to_end(std::chrono::milliseconds time)
{
    set_timeout(socket_, time);
    while (fill()) { }
    bool const timed_out = errno == EAGAIN || errno == EWOULDBLOCK;
    char byte = 0;
    if (timed_out && ::recv(socket_, &byte, 1, MSG_DONTWAIT) != 0)
        return std::nullopt;
    return std::exchange(received_, {});
}

std::string Client::read_some(std::size_t most)
{
    std::string out(most, '\0');
    auto const size = ::recv(socket_, out.data(), out.size(), 0);
    out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
}

} // namespace broadsheet::http::test
