#include "support/postgres_server.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace broadsheet::test {

namespace {

using Command = std::vector<std::string>;
namespace fs = std::filesystem;

// PostgreSQL refuses to run as root, so that root runs it as the user of Debian's package.
passwd const* other_user()
{
    if (::geteuid() != 0)
        return nullptr;
    passwd const* const user = ::getpwnam("postgres");
    if (!user)
        throw std::runtime_error("There is no user postgres: install the Debian package postgresql-15");
    return user;
}

[[noreturn]] void become(
    Command const& command, fs::path const& log, passwd const* user, bool end_with_parent)
{
    std::vector<char*> arguments;
    for (auto const& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    int const out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::setsid();
    if (user && (::setgroups(0, nullptr) || ::setgid(user->pw_gid) || ::setuid(user->pw_uid)))
        ::_exit(126);
    if (end_with_parent)
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

pid_t spawn(Command const& command, fs::path const& log, bool end_with_parent)
{
    auto const* const user = other_user();
    pid_t const child = ::fork();
    if (child < 0)
        throw std::runtime_error("cannot fork for PostgreSQL");
    if (child == 0)
        become(command, log, user, end_with_parent);
    return child;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    return status;
}

[[noreturn]] void give_up(std::string const& what, fs::path const& log)
{
    std::ifstream file(log);
    throw std::runtime_error(what + " (install the Debian package postgresql-15): "
        + std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string program(std::string const& name)
{
    return "/usr/lib/postgresql/15/bin/" + name;
}

} // namespace

PostgresServer::PostgresServer(fs::path folder, Lifetime lifetime)
    : folder_(std::move(folder))
    , lifetime_(lifetime)
{
    fs::create_directories(folder_);
    if (auto const* const user = other_user(); user && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid))
        throw std::runtime_error("cannot give " + folder_.string() + " to the user postgres");
    auto const data = (folder_ / "data").string();
    auto const log = folder_ / "log";
    if (wait_for(spawn({program("initdb"), "-D", data, "-U", "broadsheet", "--auth=trust", "--encoding=UTF8",
                           "--locale=C", "--no-sync"},
            log, true)))
        give_up("initdb failed", log);
    start();
}

void PostgresServer::start()
{
    auto const log = folder_ / "log";
    process_ = spawn({program("postgres"), "-D", (folder_ / "data").string(), "-k", folder_.string(), "-c",
                         "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
                         "synchronous_commit=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60",
                         "-c", "autovacuum=off"},
        log, lifetime_ == Lifetime::object);

    auto const address = url("postgres");
    for (int attempt = 0; PQping(address.c_str()) != PQPING_OK; ++attempt) {
        if (attempt == 1000 || ::waitpid(process_, nullptr, WNOHANG) == process_)
            give_up("PostgreSQL did not start", log);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

PostgresServer::~PostgresServer()
{
    if (lifetime_ == Lifetime::until_stopped)
        return;
    end();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void PostgresServer::end()
{
    ::kill(process_, SIGQUIT);
    wait_for(process_);
}

void PostgresServer::restart()
{
    end();
    start();
}

std::string PostgresServer::url(fs::path const& folder, std::string const& database)
{
    return "postgresql:///" + database + "?user=broadsheet&host=" + folder.string();
}

void PostgresServer::stop(fs::path const& folder)
{
    // The first line is the server's process (https://www.postgresql.org/docs/15/storage-file-layout.html).
    std::ifstream file(folder / "data" / "postmaster.pid");
    pid_t process = 0;
    if (file >> process && process > 1 && ::kill(process, SIGQUIT) == 0)
        while (::kill(process, 0) == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

} // namespace broadsheet::test
