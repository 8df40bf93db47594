#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace broadsheet::test {

// A PostgreSQL server of our own in a temporary folder: reached through a socket in that folder, without TCP,
// password or care for durability. Ends, folder and all, with the object, and when the program is killed.
class PostgresServer {
public:
    enum class Lifetime { object, until_stopped };

    // Throws std::runtime_error with what to do about it, since without a server the tests have failed.
    explicit PostgresServer(std::filesystem::path folder, Lifetime = Lifetime::object);
    ~PostgresServer();
    PostgresServer(PostgresServer const&) = delete;
    PostgresServer& operator=(PostgresServer const&) = delete;

    // Ends the server and starts it again, with what it holds.
    void restart();

    std::string url(std::string const& database) const { return url(folder_, database); }
    static std::string url(std::filesystem::path const& folder, std::string const& database);
    // Ends a server that was started to run until stopped, if there is one in the folder, and removes the
    // folder.
    static void stop(std::filesystem::path const& folder);

private:
    void start();
    void end();

    std::filesystem::path folder_;
    Lifetime lifetime_;
    pid_t process_ = 0;
};

} // namespace broadsheet::test
