#include "http/newspaper.h"

#include <charconv>
#include <gtest/gtest.h>
#include <limits>
#include <thread>

namespace broadsheet::http::test {

namespace {

std::uint64_t edition_in(Answer const& answer)
{
    constexpr std::string_view start = "<p>edition ";
    std::uint64_t edition = 0;
    if (answer.body.starts_with(start))
        std::from_chars(answer.body.data() + start.size(), answer.body.data() + answer.body.size(), edition);
    return edition;
}

TEST(Editions, render_a_page_once)
{
    TestServer server;
    server.newspaper.publish(1);
    auto client = server.connect();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(edition_in(client.get("/a")), 1U);
    EXPECT_EQ(server.newspaper.renders("/a"), 1);
    EXPECT_EQ(server.metrics.cache_hits(), 9U);
    server.newspaper.publish(2);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(edition_in(client.get("/a")), 2U);
    EXPECT_EQ(server.newspaper.renders("/a"), 2);
}

TEST(Editions, count_every_answer_but_for_head)
{
    TestServer server;
    server.newspaper.publish(1);
    for (std::string const path : {"/short", "/moved"}) { // kept, and answered anew each time
        auto client = server.connect();
        client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        client.read(true);
        client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        client.read(true);
        EXPECT_EQ(server.newspaper.views->exchange(0), 0U) << path;
        for (int time = 0; time < 3; ++time)
            client.get(path);
        EXPECT_EQ(server.newspaper.views->exchange(0), 3U) << path;
    }
}

TEST(Editions, make_each_coding_from_one_render)
{
    TestServer server;
    server.newspaper.publish(1);
    for (auto const* coding : {"gzip", "br", "gzip", "br"})
        EXPECT_EQ(
            server.get("/a", std::string("Accept-Encoding: ") + coding + "\r\n").header("Content-Encoding"),
            coding);
    EXPECT_EQ(server.newspaper.renders("/a"), 1);
    EXPECT_EQ(server.metrics.cache_hits(), 2U);
}

TEST(Editions, keep_pages_apart_by_query_unless_told_otherwise)
{
    TestServer server;
    server.newspaper.publish(1);
    auto client = server.connect();
    for (auto const* path : {"/a", "/a?x=1", "/a?x=2", "/any-query", "/any-query?x=1", "/any-query?x=2"})
        EXPECT_EQ(client.get(path).status, 200);
    EXPECT_EQ(server.newspaper.renders("/a"), 3);
    EXPECT_EQ(server.newspaper.renders("/any-query"), 1);
    for (auto const* path : {"/any-query?p=1", "/any-query?x=1&p=1", "/any-query?xp=1"})
        EXPECT_EQ(client.get(path).status, 200);
    EXPECT_EQ(server.newspaper.renders("/any-query"), 3) << "a parameter that may change the answer";
}

TEST(Editions, keep_one_page_for_all_paths_that_share_it)
{
    TestServer server;
    for (auto edition : {1U, 2U}) {
        server.newspaper.publish(edition);
        auto client = server.connect();
        for (int i = 0; i < 20; ++i) {
            auto const answer = client.get("/missing/" + std::to_string(i) + "?x", "Accept-Encoding: br\r\n");
            EXPECT_EQ(answer.status, 404);
            EXPECT_EQ(answer.header("Content-Encoding"), "br");
        }
        EXPECT_EQ(edition_in(client.get("/missing/x")), edition);
        EXPECT_EQ(server.cache.pages(), 1U);
    }
}

TEST(Editions, render_once_for_all_who_ask_meanwhile)
{
    TestServer server;
    server.newspaper.publish(1);
    std::vector<Client> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(server.connect());
        clients.back().send("GET /gate HTTP/1.1\r\nHost: a\r\nAccept-Encoding: "
            + std::string(i % 2 ? "br" : "gzip") + "\r\n\r\n");
    }
    server.newspaper.await_waiting(1);
    server.newspaper.open_gate();
    for (auto& client : clients)
        EXPECT_EQ(client.read().status, 200);
    EXPECT_EQ(server.newspaper.renders("/gate"), 1);
}

TEST(Editions, answer_each_alone_where_an_answer_is_not_for_all)
{
    TestServer server;
    std::vector<Client> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(server.connect());
        clients.back().send("GET /gate/alone HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    server.newspaper.await_waiting(1);
    server.newspaper.open_gate();
    for (auto& client : clients)
        EXPECT_EQ(client.read().body, "alone");
    EXPECT_EQ(server.newspaper.renders("/gate/alone"), 5);
}

TEST(Editions, render_again_what_a_newer_edition_overtook)
{
    TestServer server;
    server.newspaper.publish(1);
    auto client = server.connect();
    client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
    server.newspaper.await_waiting(1);
    // The handler reads its edition behind the gate; only the cache learns of another one that it never
    // reaches.
    server.newspaper.open_gate();
    server.cache.set_edition(2);
    auto const answer = client.read();
    EXPECT_EQ(answer.status, 200) << "a handler that lags behind for good is still answered with";
}

TEST(Editions, switch_under_load_without_a_failed_or_stale_answer)
{
    Limits limits;
    limits.requests_per_connection = std::numeric_limits<std::size_t>::max();
    TestServer server(limits);
    server.newspaper.publish(1);
    std::atomic<std::uint64_t> published{1};
    std::atomic<bool> done{false};
    std::atomic<int> failed{0}, stale{0}, answered{0};
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&, reader] {
            auto client = server.connect();
            for (int i = 0; !done; ++i) {
                auto const at_least = published.load();
                auto const answer = client.get("/" + std::to_string((i + reader) % 3));
                failed += answer.status != 200;
                stale += edition_in(answer) < at_least;
                ++answered;
            }
        });
    }
    for (std::uint64_t edition = 2; edition <= 100; ++edition) {
        server.newspaper.publish(edition);
        published = edition;
        auto const before = answered.load();
        while (answered.load() < before + 8 && failed == 0)
            std::this_thread::yield();
    }
    done = true;
    for (auto& reader : readers)
        reader.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(stale, 0);
}

} // namespace

} // namespace broadsheet::http::test
