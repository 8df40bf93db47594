#include "http/ready_set.h"

#include "base/result.h"
#include "http/connection.h"

#include <array>
#include <sys/epoll.h>

namespace broadsheet::http {

namespace {

constexpr std::size_t most_events = 128;

int make_set()
{
    int const set = ::epoll_create1(EPOLL_CLOEXEC);
    VERIFY(set >= 0);
    return set;
}

} // namespace

ReadySet::ReadySet(boost::asio::io_context& events, std::function<void()> after_events)
    : set_(events, make_set())
    , after_events_(std::move(after_events))
{
    wait();
}

bool ReadySet::add(int socket, Connection& connection)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &connection;
    return ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, socket, &event) == 0;
}

void ReadySet::wait()
{
    set_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](boost::system::error_code error) {
        if (error)
            return;
        call_ready();
        wait();
    });
}

void ReadySet::call_ready()
{
    std::array<epoll_event, most_events> events;
    int const count = ::epoll_wait(set_.native_handle(), events.data(), most_events, 0);
    for (int i = 0; i < count; ++i) {
        auto const& event = events[static_cast<std::size_t>(i)];
        static_cast<Connection*>(event.data.ptr)->on_ready((event.events & ~(EPOLLIN | EPOLLOUT)) != 0);
    }
    after_events_();
}

} // namespace broadsheet::http
