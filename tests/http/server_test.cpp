#include "http/newspaper.h"

#include "base/random.h"
#include "http/status_handler.h"

#include <future>
#include <gtest/gtest.h>
#include <thread>

namespace broadsheet::http::test {

namespace {

using namespace std::chrono_literals;

TEST(Server, finishes_what_is_in_flight_when_stopped)
{
    ServerSettings settings;
    settings.io_threads = 1; // so that both connections hear of the stop at the same time
    TestServer server({}, settings);
    server.newspaper.publish(1);
    auto idle = server.connect();
    EXPECT_EQ(idle.get("/short").status, 200);
    auto busy = server.connect();
    busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.newspaper.await_waiting(1);
    auto stopped = std::async(std::launch::async, [&] { server.server->stop(); });
    EXPECT_EQ(idle.read_to_end(), "");
    server.newspaper.open_gate();
    auto const answer = busy.read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(busy.read_to_end(), "");
    auto const start = std::chrono::steady_clock::now();
    stopped.get();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s)
        << "clients that do not close are not waited for long";
    EXPECT_EQ(server.metrics.open_connections(), 0U);
}

TEST(Server, stops_in_time_whoever_does_not_read)
{
    ServerSettings settings;
    settings.stop_time = 100ms;
    TestServer server({}, settings);
    server.newspaper.publish(1);
    auto client = server.connect();
    client.shrink_receive_buffer(4096);
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_FALSE(client.read_some(1).empty());
    auto const start = std::chrono::steady_clock::now();
    server.server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST(Server, no_request_is_lost_while_it_stops)
{
    TestServer server;
    server.newspaper.publish(1);
    std::atomic<int> broken{0};
    std::vector<std::thread> readers;
    std::atomic<int> answered{0};
    for (int reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&] {
            auto client = server.connect();
            for (;;) {
                auto const answer = client.get("/a");
                if (answer.status == 0) {
                    // Between two requests a server may close; in the midst of an answer it may not.
                    broken += !answer.head.empty();
                    return;
                }
                ++answered;
                if (answer.header("Connection") == "close")
                    return;
            }
        });
    }
    while (answered < 100)
        std::this_thread::yield();
    server.server->stop();
    for (auto& reader : readers)
        reader.join();
    EXPECT_EQ(broken, 0);
}

TEST(Server, listens_on_a_unix_socket)
{
    SystemRandom random;
    auto const path = std::filesystem::temp_directory_path() / ("broadsheet-" + random.hex(8) + ".sock");
    ServerSettings settings;
    settings.listen = {"unix:" + path.string()};
    {
        Limits limits;
        limits.connections_per_address = 1;
        TestServer server(limits, settings);
        server.newspaper.publish(1);
        auto first = server.connect();
        auto second = server.connect();
        EXPECT_EQ(first.get("/short").status, 200);
        EXPECT_EQ(second.get("/short").status, 200) << "there are no addresses on a unix socket";

        Metrics metrics;
        auto taken = Server::start(settings, server.newspaper, nullptr, metrics, server.clock);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().message, path.string() + ": another server listens there");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, believes_whom_the_proxy_forwards_at_the_listener_of_the_proxy_alone)
{
    SystemRandom random;
    auto const path
        = "unix:" + (std::filesystem::temp_directory_path() / ("broadsheet-" + random.hex(8))).string();
    ServerSettings settings;
    auto const onion = path + ".onion";
    settings.listen = {onion, "127.0.0.1:0"};
    settings.listen_to_proxy = {path, "127.0.0.1:0"};
    TestServer server({}, settings);
    auto const& addresses = server.server->addresses();
    auto const ask = [](std::string const& address) {
        return Client(address)
            .get("/peer", "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: https\r\n")
            .body;
    };
    EXPECT_EQ(ask(addresses[0]), "https 198.51.100.1");
    EXPECT_EQ(ask(addresses[1]), "https 198.51.100.1");
    EXPECT_EQ(ask(onion), "http ");
    EXPECT_EQ(ask(addresses[3]), "http 127.0.0.1");
}

TEST(Server, takes_over_the_socket_file_of_a_server_that_is_gone)
{
    SystemRandom random;
    auto const path = std::filesystem::temp_directory_path() / ("broadsheet-" + random.hex(8) + ".sock");
    ServerSettings settings;
    settings.listen = {"unix:" + path.string()};
    {
        TestServer server({}, settings);
        std::filesystem::create_hard_link(path, path.string() + ".kept");
    }
    std::filesystem::rename(path.string() + ".kept", path);
    TestServer server({}, settings);
    EXPECT_EQ(server.get("/echo").status, 200);
}

TEST(Server, says_which_address_it_cannot_listen_on)
{
    TestServer server;
    Metrics metrics;
    auto start = [&](std::string address) {
        ServerSettings settings;
        settings.listen = {std::move(address)};
        auto started = Server::start(settings, server.newspaper, nullptr, metrics, server.clock);
        return started ? std::string("started") : started.error().message;
    };
    EXPECT_EQ(start(server.server->addresses().front()),
        "listening on " + server.server->addresses().front() + ": Address already in use");
    EXPECT_EQ(start("8080"),
        "listen address '8080': expected HOST:PORT, [IPV6]:PORT or unix:/PATH, such as 127.0.0.1:8080");
    EXPECT_EQ(start("localhost:99999"),
        "listen address 'localhost:99999': expected HOST:PORT, [IPV6]:PORT or unix:/PATH, such as "
        "127.0.0.1:8080");
    EXPECT_EQ(start("unix:"), "listen address 'unix:': the path of a unix socket has 1 to 107 bytes");
}

TEST(Server, listens_on_several_addresses)
{
    ServerSettings settings;
    settings.listen = {"127.0.0.1:0", "[::1]:0"};
    TestServer server({}, settings);
    server.newspaper.publish(1);
    for (auto const& address : server.server->addresses())
        EXPECT_EQ(Client(address).get("/short").status, 200) << address;
}

TEST(Server, sends_large_answers_whole)
{
    TestServer server;
    server.newspaper.publish(1);
    EXPECT_EQ(server.get("/large").body.size(), 8U * 1024 * 1024 + 13);
}

TEST(Server, sends_a_page_the_same_however_often_it_is_asked_for)
{
    TestServer server;
    server.newspaper.publish(1);
    auto client = server.connect();
    auto const first = client.get("/long");
    EXPECT_GT(first.body.size(), 40'000u);
    for (int time = 0; time < 40; ++time) {
        auto const answer = client.get("/long");
        ASSERT_EQ(answer.status, 200) << time;
        ASSERT_EQ(answer.body, first.body) << time;
    }
}

TEST(StatusHandler, tells_health_and_figures_without_paths_and_addresses)
{
    TestServer site;
    site.newspaper.publish(3);
    EXPECT_EQ(site.get("/secret-path").status, 200);
    EXPECT_EQ(site.get("/secret-path").status, 200);
    EXPECT_EQ(site.get("/none").status, 404);
    std::atomic<bool> well{true};
    StatusHandler handler(
        site.metrics, &site.cache, [&] { return well ? std::string() : std::string("the disk is full"); });
    Metrics metrics;
    ServerSettings settings;
    settings.listen = {"127.0.0.1:0"};
    auto admin = Server::start(settings, handler, nullptr, metrics, site.clock);
    ASSERT_TRUE(admin);
    Client client((*admin)->addresses().front());
    EXPECT_EQ(client.get("/healthz").body, "ok\n");
    well = false;
    auto const ill = client.get("/healthz");
    EXPECT_EQ(ill.status, 503);
    EXPECT_EQ(ill.body, "the disk is full\n");
    EXPECT_EQ(client.get("/").status, 404);

    auto const answer = client.get("/metrics");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    for (auto const* line : {"broadsheet_http_responses_total{class=\"2xx\"} 2\n",
             "broadsheet_http_responses_total{class=\"4xx\"} 1\n", "broadsheet_page_cache_hits_total 1\n",
             "broadsheet_page_cache_misses_total 2\n", "broadsheet_edition 3\n",
             "broadsheet_page_cache_pages 1\n", "broadsheet_render_seconds_count 2\n",
             "# TYPE broadsheet_render_seconds histogram\n"})
        EXPECT_NE(answer.body.find(line), std::string::npos) << line << answer.body;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(answer.body.find("127.0.0.1"), std::string::npos);
}

} // namespace

} // namespace broadsheet::http::test
