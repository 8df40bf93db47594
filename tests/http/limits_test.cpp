#include "http/newspaper.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::http::test {

namespace {

using namespace std::chrono_literals;

std::string request_with(std::string_view more)
{
    return "GET /short HTTP/1.1\r\nHost: a\r\n" + std::string(more);
}

TEST(Limits, head_size)
{
    Limits limits;
    limits.head_bytes = 1000;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto padded = [](std::size_t size) {
        auto const fixed = request_with("X: \r\n\r\n").size();
        return request_with("X: " + std::string(size - fixed, 'x') + "\r\n\r\n");
    };
    for (auto [size, status] : {std::pair(1000, 200), {1001, 431}, {5000, 431}}) {
        auto client = server.connect();
        client.send(padded(static_cast<std::size_t>(size)));
        EXPECT_EQ(client.read().status, status) << size;
    }
    auto client = server.connect();
    client.send(request_with("X: " + std::string(1000, 'x')));
    EXPECT_EQ(client.read().status, 431) << "without waiting for the end of the head";
}

// The test's standard error, a file while it is captured. Asking opens none.
bool has_been_told_something()
{
    struct stat file { };
    return ::fstat(STDERR_FILENO, &file) == 0 && file.st_size > 0;
}

// Accepting fails at every tick then, several times a second.
TEST(Limits, open_files_used_up_is_told_once_and_passes)
{
    Limits limits;
    limits.idle_time = 40ms; // a tick is 10 ms
    limits.head_time = 1s; // well before the client gives up waiting
    TestServer server(limits);
    server.newspaper.publish(1);
    // Each way through the server once: UBSan opens a pipe the first time that it meets a type.
    ASSERT_EQ(server.get("/short").status, 200);
    ASSERT_EQ(server.connect().read_to_end(), "");
    rlimit former{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &former), 0);

    testing::internal::CaptureStderr();
    int const lowest_free = ::dup(STDERR_FILENO);
    ::close(lowest_free);
    rlimit const one_left{static_cast<rlim_t>(lowest_free) + 1, former.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &one_left), 0);
    auto client = server.connect(); // takes it
    client.send(request_with("\r\n"));
    auto const deadline = std::chrono::steady_clock::now() + 10s;
    while (!has_been_told_something() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(200ms); // many ticks: that nothing more is told cannot be awaited
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &former), 0);
    EXPECT_EQ(client.read().status, 200);
    auto const log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
}

TEST(Limits, target_size)
{
    Limits limits;
    limits.target_bytes = 100;
    TestServer server(limits);
    EXPECT_EQ(server.get("/" + std::string(99, 'a')).status, 200);
    EXPECT_EQ(server.get("/" + std::string(100, 'a')).status, 414);
    auto client = server.connect();
    client.send("GET /" + std::string(200, 'a'));
    EXPECT_EQ(client.read().status, 414) << "without waiting for the end of the line";
}

TEST(Limits, number_of_header_fields)
{
    Limits limits;
    limits.header_fields = 10;
    TestServer server(limits);
    auto fields = [](int count) {
        std::string out;
        for (int i = 0; i < count; ++i)
            out += "X: y\r\n";
        return out;
    };
    EXPECT_EQ(server.get("/short", fields(9)).status, 200) << "with Host ten";
    EXPECT_EQ(server.get("/short", fields(10)).status, 431);
}

TEST(Limits, body_size)
{
    Limits limits;
    limits.body_bytes = 10;
    TestServer server(limits);
    auto post = [&](std::string_view rest) {
        auto client = server.connect();
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(rest));
        return client.read().status;
    };
    EXPECT_EQ(post("Content-Length: 10\r\n\r\n0123456789"), 200);
    EXPECT_EQ(post("Content-Length: 11\r\n\r\n"), 413) << "before the body is sent";
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"), 200);
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n"), 413);
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\n\r\nb\r\n01"), 413);
}

TEST(Limits, size_and_number_of_uploads)
{
    Limits limits;
    limits.body_bytes = 10;
    limits.upload_paths = {"/echo"};
    limits.upload_bytes = 20;
    limits.uploads = 1;
    ServerSettings settings;
    settings.io_threads = 1;
    TestServer server(limits, settings);
    auto begin = [&](std::string_view rest) {
        auto client = server.connect();
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(rest));
        return client;
    };
    EXPECT_EQ(begin("Content-Length: 21\r\n\r\n").read().status, 413);
    EXPECT_EQ(begin("Transfer-Encoding: chunked\r\n\r\n15\r\n01").read().status, 413);
    auto other = server.connect();
    other.send("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
    EXPECT_EQ(other.read().status, 413);

    auto first = begin("Content-Length: 20\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(first.read().status, 100);
    EXPECT_EQ(begin("Content-Length: 20\r\n\r\n").read().status, 503) << "another is being read";
    EXPECT_EQ(begin("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").read().status, 503);
    EXPECT_EQ(begin("Content-Length: 10\r\n\r\n0123456789").read().status, 200) << "it is small";
    first.send("01234567890123456789");
    EXPECT_EQ(first.read().status, 200);
    {
        auto const gone = begin("Content-Length: 20\r\n\r\nabc");
    }
    int status = 503; // until the server has seen it go
    for (int tries = 0; tries < 1'000 && status == 503; ++tries)
        status = begin("Content-Length: 20\r\n\r\n01234567890123456789").read().status;
    EXPECT_EQ(status, 200);
}

TEST(Limits, size_of_a_chunk_line)
{
    TestServer server;
    auto client = server.connect();
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x'));
    EXPECT_EQ(client.read().status, 431);
}

TEST(Limits, time_for_a_head)
{
    Limits limits;
    limits.head_time = 200ms;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto silent = server.connect();
    auto slow = server.connect();
    slow.send("GET /short HTTP/1.1\r\n");
    auto second = server.connect();
    EXPECT_EQ(second.get("/short").status, 200);
    second.send("GET /short HTTP/1.1\r\n");
    EXPECT_EQ(silent.read_to_end(), "") << "who said nothing hears nothing";
    EXPECT_EQ(slow.read().status, 408);
    EXPECT_EQ(slow.read_to_end(), "");
    EXPECT_EQ(second.read().status, 408);
}

TEST(Limits, a_head_that_trickles_does_not_gain_time)
{
    Limits limits;
    limits.head_time = 300ms;
    TestServer server(limits);
    auto client = server.connect();
    std::atomic<bool> answered{false};
    std::thread trickle([&] {
        client.send("GET /short HTTP/1.1\r\nX: ");
        while (!answered) {
            client.send("x");
            std::this_thread::sleep_for(20ms);
        }
    });
    EXPECT_EQ(client.read().status, 408);
    answered = true;
    trickle.join();
}

TEST(Limits, rate_of_a_body)
{
    Limits limits;
    limits.body_time = 200ms;
    limits.body_bytes_per_second = 100'000;
    TestServer server(limits);
    auto client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
    std::atomic<bool> answered{false};
    std::thread trickle([&] {
        while (!answered) {
            client.send("x");
            std::this_thread::sleep_for(10ms);
        }
    });
    EXPECT_EQ(client.read().status, 408);
    answered = true;
    trickle.join();
}

TEST(Limits, a_reader_that_does_not_read)
{
    Limits limits;
    limits.write_time = 200ms;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto client = server.connect();
    client.shrink_receive_buffer(4096);
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    while (server.metrics.open_connections() == 0)
        std::this_thread::yield();
    // Nothing of the answer is read until the server has given up.
    auto const start = std::chrono::steady_clock::now();
    while (server.metrics.open_connections() != 0 && std::chrono::steady_clock::now() < start + 10s)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(server.metrics.open_connections(), 0U);
}

TEST(Limits, a_reader_that_reads_slowly_but_surely)
{
    Limits limits;
    limits.write_time = 1000ms;
    limits.write_bytes_per_second = 1024;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto client = server.connect();
    client.shrink_receive_buffer(64 * 1024);
    client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    // Takes longer in all than the time for a reader that stands still.
    std::size_t received = 0;
    for (std::string part; !(part = client.read_some(64 * 1024)).empty(); received += part.size())
        std::this_thread::sleep_for(12ms);
    EXPECT_GT(received, 8U * 1024 * 1024);
}

TEST(Limits, idle_connections)
{
    Limits limits;
    limits.idle_time = 200ms;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto client = server.connect();
    EXPECT_EQ(client.get("/short").status, 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Limits, requests_of_a_connection)
{
    Limits limits;
    limits.requests_per_connection = 3;
    TestServer server(limits);
    server.newspaper.publish(1);
    auto client = server.connect();
    EXPECT_EQ(client.get("/short").header("Connection"), std::nullopt);
    EXPECT_EQ(client.get("/echo").header("Connection"), std::nullopt);
    EXPECT_EQ(client.get("/short").header("Connection"), "close");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Limits, connections_in_all)
{
    Limits limits;
    limits.connections = 3;
    TestServer server(limits);
    server.newspaper.publish(1);
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(server.connect());
        EXPECT_EQ(clients.back().get("/short").status, 200);
    }
    EXPECT_EQ(server.connect().read().status, 503);
    clients.clear();
    while (server.metrics.open_connections() > 0)
        std::this_thread::yield();
    EXPECT_EQ(server.get("/short").status, 200);
}

TEST(Limits, connections_of_an_address)
{
    Limits limits;
    limits.connections_per_address = 2;
    ServerSettings settings;
    settings.listen = {"0.0.0.0:0"};
    TestServer server(limits, settings);
    server.newspaper.publish(1);
    auto from = [&](std::string const& address) {
        return Client(address + ":" + std::to_string(server.server->port()));
    };
    auto first = from("127.0.0.1");
    auto second = from("127.0.0.1");
    EXPECT_EQ(first.get("/short").status, 200);
    EXPECT_EQ(second.get("/short").status, 200);
    EXPECT_EQ(from("127.0.0.1").read().status, 503);
}

TEST(Limits, pipelined_requests_are_all_answered_a_few_at_a_time)
{
    Limits limits;
    limits.pipelined = 4;
    TestServer server(limits);
    server.newspaper.publish(1);
    EXPECT_EQ(server.get("/a").status, 200);
    std::string requests;
    for (int i = 0; i < 2000; ++i)
        requests
            += i % 100 == 50 ? "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n" : "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    auto client = server.connect();
    std::jthread const sender([&] { client.send(requests); });
    for (int i = 0; i < 2000; ++i)
        ASSERT_EQ(client.read().body.size(), i % 100 == 50 ? 8U : 2013U) << i;
}

TEST(Limits, pipelining_without_reading_is_not_taken_in)
{
    Limits limits;
    limits.write_time = 60s;
    TestServer server(limits);
    server.newspaper.publish(1);
    EXPECT_EQ(server.get("/a").status, 200);
    auto client = server.connect();
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    // 64 MB of requests would need 4 GB of answers: the server stops reading long before.
    std::size_t taken = 0;
    for (int idle = 0; idle < 20 && taken < (64U << 20);) {
        auto const sent = client.send_some(requests);
        taken += sent;
        idle = sent == 0 ? idle + 1 : 0;
        if (sent == 0)
            std::this_thread::sleep_for(5ms);
    }
    EXPECT_LT(taken, 64U << 20);
}

TEST(Limits, full_queue_of_the_workers)
{
    ServerSettings settings;
    settings.workers = 1;
    settings.queue = 2;
    TestServer server({}, settings);
    server.newspaper.publish(1);
    EXPECT_EQ(server.get("/short").status, 200);
    std::vector<Client> waiting;
    for (int i = 0; i < 3; ++i) {
        waiting.push_back(server.connect());
        waiting.back().send("GET /gate/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        if (i == 0) // the worker has it before the next are queued
            server.newspaper.await_waiting(1);
    }
    while (server.metrics.exposition(nullptr).find("worker_queue_length 2\n") == std::string::npos)
        std::this_thread::yield();
    auto const refused = server.get("/uncached");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.header("Retry-After"), "2");
    EXPECT_EQ(server.get("/short").status, 200) << "what is cached is answered nevertheless";
    server.newspaper.open_gate();
    for (auto& client : waiting)
        EXPECT_EQ(client.read().status, 200);
}

} // namespace

} // namespace broadsheet::http::test
