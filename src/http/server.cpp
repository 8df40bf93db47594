#include "http/server.h"

#include "http/admission.h"
#include "http/dispatcher.h"
#include "http/io_thread.h"
#include "http/listener.h"
#include "http/tls.h"
#include "http/worker_pool.h"

#include <algorithm>
#include <charconv>
#include <future>
#include <sched.h>
#include <unistd.h>

namespace broadsheet::http {

namespace {

unsigned usable_cores()
{
    cpu_set_t cores;
    if (::sched_getaffinity(0, sizeof cores, &cores) != 0)
        return std::max(1U, std::thread::hardware_concurrency());
    return std::max(1U, static_cast<unsigned>(CPU_COUNT(&cores)));
}

} // namespace

class Server::Implementation {
public:
    Implementation(ServerSettings settings, std::unique_ptr<TlsContext> tls, Handler& handler,
        PageCache* cache, Metrics& metrics, Clock const& clock)
        : settings_(std::move(settings))
        , tls_(std::move(tls))
        , admission_(settings_.limits)
        , workers_(std::make_unique<WorkerPool>(settings_.workers, settings_.queue))
        , dispatcher_(handler, cache, *workers_, metrics)
    {
        for (unsigned i = 0; i < settings_.io_threads; ++i)
            threads_.push_back(std::make_unique<IoThread>(
                settings_.limits, dispatcher_, cache, metrics, clock, admission_, tls_.get()));
    }

    ~Implementation() { stop(); }

    void start(std::vector<Listener> listeners)
    {
        for (auto& listener : listeners) {
            for (std::size_t i = 0; i < threads_.size(); ++i)
                threads_[i]->add_listener(
                    std::move(listener.sockets[i]), {tls_ && !listener.is_unix, listener.is_of_proxy});
            if (listener.is_unix)
                socket_files_.push_back(listener.address.substr(5));
        }
        for (auto& thread : threads_)
            thread->start();
    }

    void stop()
    {
        if (!workers_)
            return;
        for (auto& thread : threads_)
            thread->stop();
        auto joined = std::async(std::launch::async, [this] {
            for (auto& thread : threads_)
                thread->join();
        });
        if (joined.wait_for(settings_.stop_time) == std::future_status::timeout) {
            for (auto& thread : threads_)
                thread->abandon();
        }
        joined.wait();
        // The workers may still post to the threads' event loops, which end with the threads.
        workers_.reset();
        threads_.clear();
        for (auto const& file : socket_files_)
            ::unlink(file.c_str());
    }

private:
    ServerSettings settings_;
    std::unique_ptr<TlsContext> tls_;
    Admission admission_;
    std::unique_ptr<WorkerPool> workers_;
    Dispatcher dispatcher_;
    std::vector<std::unique_ptr<IoThread>> threads_;
    std::vector<std::string> socket_files_;
};

Result<std::unique_ptr<Server>> Server::start(
    ServerSettings settings, Handler& handler, PageCache* cache, Metrics& metrics, Clock const& clock)
{
    if (settings.io_threads == 0)
        settings.io_threads = usable_cores();
    if (settings.workers == 0)
        settings.workers = std::max(2U, usable_cores());
    std::unique_ptr<TlsContext> tls;
    if (settings.tls)
        tls = TRY(TlsContext::load(settings.tls->certificate, settings.tls->key));
    std::vector<Listener> listeners;
    std::vector<std::string> addresses;
    for (bool const of_proxy : {true, false})
        for (auto const& address : of_proxy ? settings.listen_to_proxy : settings.listen) {
            listeners.push_back(TRY(listen_on(address, settings.io_threads)));
            listeners.back().is_of_proxy = of_proxy;
            addresses.push_back(listeners.back().address);
        }
    std::unique_ptr<Server> server(new Server(std::make_unique<Implementation>(
        std::move(settings), std::move(tls), handler, cache, metrics, clock)));
    server->addresses_ = std::move(addresses);
    server->implementation_->start(std::move(listeners));
    return server;
}

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation))
{
}

Server::~Server() = default;

std::uint16_t Server::port() const
{
    for (auto const& address : addresses_) {
        if (address.starts_with("unix:"))
            continue;
        std::uint16_t port = 0;
        std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
        return port;
    }
    return 0;
}

void Server::stop()
{
    implementation_->stop();
}

} // namespace broadsheet::http
