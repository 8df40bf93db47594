#include "http/io_thread.h"

#include "base/log.h"
#include "http/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <sys/socket.h>

namespace broadsheet::http {

namespace {

using namespace std::chrono_literals;

// Connections taken in one go, before those already open get their turn.
constexpr int accept_turn = 64;

constexpr std::chrono::milliseconds between_refusals = 1min;

constexpr std::string_view too_many_connections = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: "
                                                  "5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// Often enough that a limit is kept to within a quarter of it.
std::chrono::milliseconds tick_time_for(Limits const& limits)
{
    auto const shortest = std::min({limits.head_time, limits.body_time, limits.write_time, limits.idle_time});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, 10ms, 250ms);
}

// A write to a connection that was reset must fail, not end the program.
void block_sigpipe()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

IoThread::IoThread(Limits const& limits, Dispatcher& dispatcher, PageCache* cache, Metrics& metrics,
    Clock const& clock, Admission& admission, TlsContext* tls)
    : context_(limits, dispatcher, cache, metrics, clock)
    , admission_(admission)
    , tls_(tls)
    , timer_(context_.events)
    , tick_time_(tick_time_for(limits))
{
}

IoThread::~IoThread()
{
    if (!thread_.joinable())
        return;
    abandon();
    join();
}

void IoThread::add_listener(Socket socket, Entrance entrance)
{
    acceptors_.push_back(std::make_unique<Acceptor>(
        Acceptor{boost::asio::posix::stream_descriptor(context_.events, socket.release()), entrance}));
}

void IoThread::start()
{
    thread_ = std::thread([this] {
        block_sigpipe();
        tick();
        context_.events.run();
    });
}

void IoThread::stop()
{
    boost::asio::post(context_.events, [this] {
        context_.stopping = true;
        for (auto& acceptor : acceptors_)
            accept_all(*acceptor);
        acceptors_.clear();
        auto const connections = context_.connections;
        for (auto const& connection : connections)
            connection->stop();
        context_.end_if_idle();
    });
}

void IoThread::abandon()
{
    boost::asio::post(context_.events, [this] {
        auto const connections = context_.connections;
        for (auto const& connection : connections)
            connection->close();
        context_.events.stop();
    });
}

void IoThread::join()
{
    thread_.join();
}

// Also takes up again accepting that failed for want of descriptors.
void IoThread::tick()
{
    context_.tick();
    for (auto& acceptor : acceptors_) {
        if (!acceptor->waiting)
            wait_for_connections(*acceptor);
    }
    if (tls_)
        tls_->reload_if_changed();
    auto const connections = std::vector(context_.connections.begin(), context_.connections.end());
    for (auto const& connection : connections)
        connection->check_deadline();
    context_.closed.clear();
    timer_.expires_after(tick_time_);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error)
            tick();
    });
}

void IoThread::wait_for_connections(Acceptor& acceptor)
{
    acceptor.waiting = true;
    acceptor.socket.async_wait(
        boost::asio::posix::descriptor_base::wait_read, [this, &acceptor](boost::system::error_code error) {
            if (error)
                return;
            acceptor.waiting = false;
            accept_all(acceptor);
        });
}

void IoThread::accept_all(Acceptor& acceptor)
{
    for (int i = 0; i < accept_turn; ++i) {
        auto accepted = accept_from(acceptor.socket.native_handle());
        if (!accepted)
            return tell_refusal(accepted.error());
        if (!accepted->has_value())
            break;
        (*accepted)->is_of_proxy = acceptor.entrance.is_of_proxy;
        admit(std::move(**accepted), acceptor.entrance.is_secure);
    }
    if (!acceptor.waiting)
        wait_for_connections(acceptor);
}

// Accepting goes on at the next tick; while descriptors are wanting that fails several times a second.
void IoThread::tell_refusal(Error const& error)
{
    auto const now = context_.clock.monotonic();
    if (refusal_told_at_ && now - *refusal_told_at_ < between_refusals.count())
        return;
    refusal_told_at_ = now;
    log_error("{}: raise the limit of open files (told once a minute)", error.message);
}

void IoThread::admit(Accepted accepted, bool secure)
{
    int const socket = accepted.socket.get();
    auto ticket = admission_.admit(accepted.address);
    if (!ticket) {
        context_.counters.responses[0].add();
        if (!secure)
            ::send(socket, too_many_connections.data(), too_many_connections.size(),
                MSG_NOSIGNAL | MSG_DONTWAIT);
        return;
    }
    SslPointer session;
    if (secure) {
        session = tls_->accept(socket);
        if (!session)
            return;
    }
    auto connection
        = std::make_shared<Connection>(context_, std::move(accepted), std::move(session), std::move(*ticket));
    if (connection->start())
        context_.connections.insert(std::move(connection));
}

} // namespace broadsheet::http
