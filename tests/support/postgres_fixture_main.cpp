#include "support/postgres_server.h"
#include "support/temporary_folder.h"

#include <cstdio>
#include <exception>

namespace {

namespace fs = std::filesystem;
using broadsheet::test::PostgresServer;

void stop(fs::path const& link)
{
    if (!fs::is_symlink(link))
        return;
    PostgresServer::stop(fs::read_symlink(link));
    fs::remove(link);
}

void start(fs::path const& link)
{
    stop(link);
    auto const folder = broadsheet::test::make_temporary_folder();
    fs::create_directory_symlink(folder, link);
    PostgresServer const server(folder, PostgresServer::Lifetime::until_stopped);
}

} // namespace

// postgres_fixture start|stop LINK: one server for all the test programs of a ctest run, its folder found by
// a link whose path is known when the build is configured.
int main(int count, char** arguments)
{
    std::string const verb = count == 3 ? arguments[1] : "";
    if (verb != "start" && verb != "stop") {
        std::fprintf(stderr, "usage: postgres_fixture start|stop LINK\n");
        return 2;
    }
    try {
        verb == "start" ? start(arguments[2]) : stop(arguments[2]);
    } catch (std::exception const& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
