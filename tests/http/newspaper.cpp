#include "http/newspaper.h"

#include "base/file.h"
#include "base/random.h"
#include "http/peer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace broadsheet::http::test {

Response Newspaper::handle(Request const& request)
{
    {
        std::lock_guard const lock(mutex_);
        ++renders_[request.path];
    }
    if (request.path == "/echo") {
        return make_response(200, "text/plain",
            fmt::format("{} {} ?{} {}", name_of(request.method), request.host, request.query, request.body));
    }
    if (request.path == "/peer")
        return make_response(200, "text/plain",
            fmt::format("{} {}", came_securely(request) ? "https" : "http", client_address(request)));
    if (request.path == "/file")
        return make_file_response(*OpenFile::open(file), "image/jpeg");
    if (request.path.starts_with("/gate"))
        return gate(request);
    if (request.path == "/throw")
        throw std::runtime_error("the handler is broken");
    if (request.path == "/split") {
        auto response = make_error(302);
        response.headers.push_back({"Location", "/\r\nSet-Cookie: a=b"});
        return response;
    }
    if (request.path == "/moved") {
        auto response = make_error(302);
        response.headers.push_back({"Location", "/a"});
        response.views = views;
        return response;
    }
    if (request.path == "/none")
        return make_error(404);
    if (request.path.starts_with("/missing/")) {
        auto response = page("/missing");
        response.status = 404;
        response.cacheability->shared_as = "404";
        return response;
    }
    return page(request.path);
}

Response Newspaper::page(std::string const& path)
{
    auto const edition = edition_.load();
    std::string body = fmt::format("<p>edition {}\n", edition);
    if (path == "/constant" || path == "/any-query")
        body = "<p>the same in every edition\n";
    if (path == "/large")
        body.append(8 * 1024 * 1024, 'x');
    else if (path == "/long")
        body.append(40'000, 'x');
    else if (path != "/short")
        body.append(2000, 'x');
    auto response
        = make_response(200, path == "/picture" ? "image/png" : "text/html; charset=utf-8", std::move(body));
    response.etag = path == "/short" ? "tag" : "";
    response.last_modified = modified;
    if (path == "/short")
        response.views = views;
    static constexpr std::string_view telling[] = {"p"};
    response.cacheability = Cacheability{edition, path == "/any-query", "", telling};
    return response;
}

Response Newspaper::gate(Request const& request)
{
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return gate_open_; });
    lock.unlock();
    return request.path == "/gate/alone" ? make_response(200, "text/plain", "alone") : page(request.path);
}

std::vector<Method> Newspaper::methods(std::string_view path) const
{
    if (path == "/echo")
        return {Method::get, Method::post, Method::put};
    return {Method::get};
}

bool Newspaper::is_page(std::string_view path) const
{
    return path != "/echo" && path != "/peer" && path != "/file";
}

void Newspaper::publish(std::uint64_t edition)
{
    edition_ = edition;
    cache_.set_edition(edition);
}

int Newspaper::renders(std::string const& path) const
{
    std::lock_guard const lock(mutex_);
    auto const found = renders_.find(path);
    return found == renders_.end() ? 0 : found->second;
}

void Newspaper::open_gate()
{
    std::lock_guard const lock(mutex_);
    gate_open_ = true;
    changed_.notify_all();
}

void Newspaper::await_waiting(int requests)
{
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_ >= requests; }));
}

TestServer::TestServer(Limits limits, ServerSettings settings)
{
    SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / ("broadsheet-http-" + random.hex(8));
    newspaper.file = folder_ / "file.jpg";
    std::string content;
    for (int i = 0; i < 1000; ++i)
        content += fmt::format("{:04}", i);
    EXPECT_TRUE(write_file_atomically(newspaper.file, content, Durability::cached));
    timespec const time{modified / 1000, modified % 1000 * 1'000'000};
    timespec const times[]{time, time};
    EXPECT_EQ(::utimensat(AT_FDCWD, newspaper.file.c_str(), times, 0), 0);
    settings.limits = limits;
    if (settings.listen.empty())
        settings.listen = {"127.0.0.1:0"};
    if (settings.io_threads == 0)
        settings.io_threads = 2;
    auto started = Server::start(std::move(settings), newspaper, &cache, metrics, clock);
    EXPECT_TRUE(started) << started.error().message;
    server = std::move(*started);
}

TestServer::~TestServer()
{
    newspaper.open_gate();
    server.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Answer TestServer::get(std::string_view path, std::string_view more_headers) const
{
    return connect().get(path, more_headers);
}

} // namespace broadsheet::http::test
