#pragma once

#include "base/clock.h"
#include "http/raw_client.h"
#include "http/server.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace broadsheet::http::test {

// 2026-01-02T03:04:05Z: when every page of the test newspaper was last modified.
inline constexpr UtcMillis modified = 1'767'323'045'000;

// A Handler with a page of each kind the server treats differently.
class Newspaper final : public Handler {
public:
    explicit Newspaper(PageCache& cache)
        : cache_(cache)
    {
    }

    Response handle(Request const&) override;
    std::vector<Method> methods(std::string_view path) const override;
    bool is_page(std::string_view path) const override;

    // Publishes: pages then name this edition.
    void publish(std::uint64_t edition);
    std::uint64_t edition() const { return edition_; }
    // Returns how often the handler was asked for the path.
    int renders(std::string const& path) const;

    // Requests for /gate wait until it is open.
    void open_gate();
    void await_waiting(int requests);

    std::filesystem::path file;
    // How often /moved and /short were answered.
    std::shared_ptr<std::atomic<std::uint64_t>> views = std::make_shared<std::atomic<std::uint64_t>>(0);

private:
    Response page(std::string const& path);
    Response gate(Request const&);

    PageCache& cache_;
    std::atomic<std::uint64_t> edition_{0};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> renders_;
    int waiting_ = 0;
    bool gate_open_ = false;
};

// A server of that newspaper on a free port.
class TestServer {
public:
    explicit TestServer(Limits limits = {}, ServerSettings settings = {});
    ~TestServer();

    Client connect() const { return Client(server->addresses().front()); }
    Answer get(std::string_view path, std::string_view more_headers = "") const;

    PageCache cache{16 * 1024 * 1024};
    Metrics metrics;
    SystemClock clock;
    Newspaper newspaper{cache};
    std::unique_ptr<Server> server;

private:
    std::filesystem::path folder_;
};

} // namespace broadsheet::http::test
