// The least a server can do: for whatever arrives, write the same bytes. epoll_loop PORT RESPONSE_FILE
// [THREADS]
//
// Level of comparison for our server: it parses nothing, checks nothing and never meets a short write, which
// is checked here only by ending the program.
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

int listen_on(int port)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int const one = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
        || ::listen(socket, 1024) != 0) {
        std::perror("epoll_loop");
        std::exit(2);
    }
    return socket;
}

void add(int epoll, int socket, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void accept_all(int epoll, int listener)
{
    int const one = 1;
    for (int socket = 0; (socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        add(epoll, socket, EPOLLIN | EPOLLET);
    }
}

void answer(int socket, std::string const& response, std::vector<char>& buffer)
{
    if (::recv(socket, buffer.data(), buffer.size(), 0) <= 0) {
        ::close(socket);
        return;
    }
    if (::send(socket, response.data(), response.size(), MSG_NOSIGNAL)
        != static_cast<ssize_t>(response.size())) {
        std::fputs("epoll_loop: a short write; use fewer or smaller responses\n", stderr);
        std::exit(1);
    }
}

void serve(int port, std::string const& response)
{
    int const listener = listen_on(port);
    int const epoll = ::epoll_create1(0);
    add(epoll, listener, EPOLLIN);
    std::vector<char> buffer(65536);
    std::vector<epoll_event> events(128);
    for (;;) {
        int const count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            int const socket = events[static_cast<std::size_t>(i)].data.fd;
            if (socket == listener)
                accept_all(epoll, listener);
            else
                answer(socket, response, buffer);
        }
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 3) {
        std::fputs("usage: epoll_loop PORT RESPONSE_FILE [THREADS]\n", stderr);
        return 2;
    }
    std::ifstream file(arguments[2], std::ios::binary);
    std::string const response{std::istreambuf_iterator<char>(file), {}};
    int const threads = count > 3 ? std::atoi(arguments[3]) : 1;
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i)
        others.emplace_back([&] { serve(std::atoi(arguments[1]), response); });
    serve(std::atoi(arguments[1]), response);
}
