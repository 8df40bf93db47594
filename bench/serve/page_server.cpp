// Serves one file as a cached page: page_server PORT FILE [THREADS]
#include "base/file.h"
#include "http/server.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace broadsheet;

namespace {

class OnePage final : public http::Handler {
public:
    explicit OnePage(std::string body)
        : body_(std::make_shared<std::string const>(std::move(body)))
    {
    }

    http::Response handle(http::Request const&) override
    {
        http::Response response;
        response.body = body_;
        response.last_modified = 1'767'323'045'000;
        response.cacheability = http::Cacheability{1, false};
        return response;
    }

private:
    std::shared_ptr<std::string const> body_;
};

} // namespace

int main(int count, char** arguments)
{
    if (count < 3) {
        std::fputs("usage: page_server PORT FILE [THREADS]\n", stderr);
        return 2;
    }
    auto page = read_file(arguments[2]);
    if (!page) {
        std::fprintf(stderr, "%s\n", page.error().message.c_str());
        return 2;
    }
    OnePage handler(std::move(*page));
    http::PageCache cache(64 << 20);
    cache.set_edition(1);
    http::Metrics metrics;
    SystemClock clock;
    http::ServerSettings settings;
    settings.listen = {std::string("127.0.0.1:") + arguments[1]};
    settings.io_threads = count > 3 ? static_cast<unsigned>(std::atoi(arguments[3])) : 0;
    settings.limits.connections_per_address = 0;
    settings.limits.requests_per_connection = 1'000'000'000;

    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    auto server = http::Server::start(settings, handler, &cache, metrics, clock);
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().message.c_str());
        return 2;
    }
    int signal = 0;
    sigwait(&ending, &signal);
    return 0;
}
