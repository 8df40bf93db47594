#include "http/io_context.h"

#include "http/connection.h"
#include "http/http_date.h"

#include <fmt/format.h>

namespace broadsheet::http {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;

} // namespace

// The context is run by one thread while others only post to it: the hint saves the locks of the reactor.
IoContext::IoContext(Limits const& given_limits, Dispatcher& given_dispatcher, PageCache* given_cache,
    Metrics& metrics, Clock const& given_clock)
    : limits(given_limits)
    , dispatcher(given_dispatcher)
    , cache(given_cache)
    , clock(given_clock)
    , counters(metrics.add_thread())
    , reader(std::make_unique<RequestReader>(given_limits))
    , buffer(buffer_size)
    , events(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)
    , sockets(events, [this] { closed.clear(); })
{
    tick();
}

void IoContext::remove(std::shared_ptr<Connection> const& connection)
{
    closed.push_back(connection);
    connections.erase(connection);
    end_if_idle();
}

void IoContext::end_if_idle()
{
    if (stopping && connections.empty())
        events.stop();
}

void IoContext::tick()
{
    now = clock.monotonic();
    auto const date = format_http_date(clock.now());
    open_tail = fmt::format("Date: {}\r\n\r\n", view_of(date));
    closing_tail = fmt::format("Date: {}\r\nConnection: close\r\n\r\n", view_of(date));
}

} // namespace broadsheet::http
