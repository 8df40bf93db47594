#include "support/postgres_server.h"

#include <cstdio>
#include <exception>

// postgres_fixture start|stop FOLDER: one server for all the test programs of a ctest run.
int main(int count, char** arguments)
{
    using broadsheet::test::PostgresServer;
    std::string const verb = count == 3 ? arguments[1] : "";
    if (verb != "start" && verb != "stop") {
        std::fprintf(stderr, "usage: postgres_fixture start|stop FOLDER\n");
        return 2;
    }
    try {
        PostgresServer::stop(arguments[2]);
        if (verb == "start")
            PostgresServer const server(arguments[2], PostgresServer::Lifetime::until_stopped);
    } catch (std::exception const& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
