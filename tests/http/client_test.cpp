#include "http/client.h"

#include "base/random.h"
#include "http/newspaper.h"

#include <algorithm>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::http::test {

namespace {

using namespace std::chrono_literals;

std::string address_of(TestServer const& server, std::string_view path)
{
    return "http://" + server.server->addresses().front() + std::string(path);
}

TEST(Client, HandsOnTheAnswer)
{
    TestServer server;
    CurlClient client;
    auto const found = client.send({Method::get, address_of(server, "/a")});
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->status, 200);
    EXPECT_TRUE(found->is_success());
    EXPECT_EQ(found->header("content-type"), "text/html; charset=utf-8");
    EXPECT_TRUE(found->body.starts_with("<p>edition 0"));
    auto const missing = client.send({Method::get, address_of(server, "/none")});
    ASSERT_TRUE(missing.ok());
    EXPECT_EQ(missing->status, 404);
    EXPECT_FALSE(missing->is_success());
}

TEST(Client, SendsBodyAndMethod)
{
    TestServer server;
    CurlClient client;
    for (auto const method : {Method::post, Method::put}) {
        ClientRequest request{method, address_of(server, "/echo?a=b"), {{"X-Empty", ""}}, "hello"};
        auto const answer = client.send(request);
        ASSERT_TRUE(answer.ok()) << answer.error().message;
        EXPECT_EQ(answer->body,
            std::string(name_of(method)) + " " + server.server->addresses().front() + " ?a=b hello");
    }
    auto const head = client.send({Method::head, address_of(server, "/a")});
    ASSERT_TRUE(head.ok());
    EXPECT_EQ(head->body, "");
}

TEST(Client, SendsAFileFromItsBeginningToItsEnd)
{
    SystemRandom random;
    auto const path = std::filesystem::temp_directory_path() / ("broadsheet-sent-" + random.hex(8));
    std::string content(300'000, 'x');
    content += "the end";
    ASSERT_TRUE(write_file_atomically(path, content, Durability::cached).ok());
    TestServer server;
    CurlClient client;
    ClientRequest request{Method::put, address_of(server, "/echo")};
    request.file = FileBody{path, content.size(), ""};
    for (int time = 0; time < 2; ++time) { // the second one on a kept connection
        auto const answer = client.send(request);
        ASSERT_TRUE(answer.ok()) << answer.error().message;
        EXPECT_TRUE(answer->body.ends_with("? " + content)) << answer->body.substr(0, 100);
    }
    request.file->size = 5;
    EXPECT_TRUE(client.send(request)->body.ends_with("? xxxxx")) << "it has grown since it was looked at";
    request.file->offset = content.size() - 7;
    EXPECT_TRUE(client.send(request)->body.ends_with("? the e")) << "a part of it";
    request.file->offset = 0;
    request.file->size = content.size() + 1;
    auto const shrunk = client.send(request);
    ASSERT_FALSE(shrunk.ok());
    EXPECT_EQ(shrunk.error().code, ErrorCode::unavailable);
    std::filesystem::remove(path);
    EXPECT_FALSE(client.send(request).ok()) << "there is none";
}

TEST(Client, HandsOnABodyAsItArrives)
{
    TestServer server;
    CurlClient client;
    std::size_t taken = 0;
    std::size_t largest = 0;
    ClientRequest request{Method::get, address_of(server, "/large")};
    request.most_answer_bytes = 1'000;
    request.take_body = [&](std::string_view piece) -> Result<void> {
        taken += piece.size();
        largest = std::max(largest, piece.size());
        return {};
    };
    auto const answer = client.send(request);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "");
    EXPECT_GT(taken, 4u << 20);
    EXPECT_LE(largest, 64u << 10);

    taken = 0;
    request.url = address_of(server, "/none");
    request.most_answer_bytes = 1u << 20;
    EXPECT_EQ(client.send(request)->status, 404);
    EXPECT_EQ(taken, 0u) << "what an error page says is not what was asked for";

    request.url = address_of(server, "/large");
    request.take_body = [](std::string_view) -> Result<void> { return invalid("not this"); };
    auto const refused = client.send(request);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_EQ(refused.error().message, "not this");
}

TEST(Client, FollowsNoRedirect)
{
    TestServer server;
    auto const answer = CurlClient().send({Method::get, address_of(server, "/moved")});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, 302);
    EXPECT_EQ(answer->header("Location"), "/a");
    EXPECT_EQ(server.newspaper.renders("/a"), 0);
}

TEST(Client, ReadsNoMoreThanAsked)
{
    TestServer server;
    ClientRequest request{Method::get, address_of(server, "/large")};
    auto const refused = CurlClient().send(request);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::limit);
    request.most_answer_bytes = 9 * 1024 * 1024;
    EXPECT_TRUE(CurlClient().send(request).ok());
}

TEST(Client, WaitsNoLongerThanAsked)
{
    TestServer server;
    ClientRequest request{Method::get, address_of(server, "/gate/alone")};
    request.timeout = 50ms;
    auto const refused = CurlClient().send(request);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
}

TEST(Client, RefusesWhatIsNoAddress)
{
    for (auto const* url : {"", "/a", "example.com\n", "http://", "http://a b/", "ftp://127.0.0.1/",
             "file:///etc/passwd", "gopher://127.0.0.1:25/", "javascript:alert(1)"}) {
        auto const refused = CurlClient().send({Method::get, url});
        ASSERT_FALSE(refused.ok()) << url;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid) << url << ": " << refused.error().message;
    }
    auto const split
        = CurlClient().send({Method::get, "http://127.0.0.1/", {{"X-A", "a\r\nHost: elsewhere"}}});
    EXPECT_EQ(split.error().code, ErrorCode::invalid);
}

// However this machine is called; also by a name that the DNS, or here the hosts file, leads to it.
TEST(Client, StaysOutOfItsOwnNetworkWhereAsked)
{
    TestServer server;
    CurlClient client;
    auto const port = std::to_string(server.server->port());
    EXPECT_TRUE(
        client.send({Method::get, address_of(server, "/a")}).ok()); // a connection that must not be used
    for (auto const* host : {"127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001",
             "0177.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::]"}) {
        ClientRequest request{Method::get, "http://" + std::string(host) + ":" + port + "/a"};
        request.reach = Reach::public_only;
        auto const refused = client.send(request);
        ASSERT_FALSE(refused.ok()) << host;
        EXPECT_EQ(refused.error().code, ErrorCode::forbidden) << host << ": " << refused.error().message;
    }
    EXPECT_EQ(server.newspaper.renders("/a"), 1);
}

TEST(Client, TellsNoMoreThanTheHostInItsErrors)
{
    auto const refused = CurlClient().send({Method::get, "http://127.0.0.1:1/secret?token=abc"});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(refused.error().message.starts_with("127.0.0.1: ")) << refused.error().message;
    EXPECT_EQ(refused.error().message.find("secret"), std::string::npos);
}

TEST(Client, IsUsedByManyThreads)
{
    TestServer server;
    CurlClient client;
    std::vector<std::jthread> threads;
    std::atomic<int> answers = 0;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 10; ++j)
                answers += client.send({Method::get, address_of(server, "/short")}).ok() ? 1 : 0;
        });
    threads.clear();
    EXPECT_EQ(answers, 120);
}

} // namespace

} // namespace broadsheet::http::test
