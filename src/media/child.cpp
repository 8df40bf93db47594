#include "media/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::media {

namespace {

class Pipe {
public:
    Pipe() { ok_ = pipe2(ends_.data(), O_CLOEXEC) == 0; }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    ~Pipe()
    {
        close_end(0);
        close_end(1);
    }
    bool ok() const { return ok_; }
    int read_end() const { return ends_[0]; }
    int write_end() const { return ends_[1]; }
    void close_end(std::size_t end)
    {
        if (ends_[end] >= 0)
            close(ends_[end]);
        ends_[end] = -1;
    }

private:
    std::array<int, 2> ends_{-1, -1};
    bool ok_ = false;
};

Result<pid_t> spawn(std::filesystem::path const& program, Pipe const& in, Pipe const& out, Pipe const& err)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read_end(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.write_end(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.write_end(), 2);
    char* arguments[] = {const_cast<char*>(program.c_str()), nullptr};
    char* environment[] = {nullptr};
    pid_t pid = 0;
    int failed = posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return system_error(fmt::format("cannot start {}", program.string()), failed);
    return pid;
}

// Appends what can be read now; false when the pipe has ended.
bool drain(int fd, std::string& into, std::size_t most)
{
    char buffer[65536];
    auto got = read(fd, buffer, sizeof buffer);
    if (got > 0)
        into.append(buffer, std::min(static_cast<std::size_t>(got), most + 1 - std::min(most, into.size())));
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

Result<void> converse(Pipe& in, Pipe& out, Pipe& err, std::string_view input, std::size_t most_output,
    std::chrono::milliseconds time, ChildOutput& result)
{
    auto deadline = std::chrono::steady_clock::now() + time;
    fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
    bool out_open = true;
    bool err_open = true;
    while (out_open || err_open) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return limit_reached(fmt::format("it took longer than {} s", time.count() / 1000));
        pollfd polled[] = {{input.empty() ? -1 : in.write_end(), POLLOUT, 0},
            {out_open ? out.read_end() : -1, POLLIN, 0}, {err_open ? err.read_end() : -1, POLLIN, 0}};
        if (poll(polled, 3, static_cast<int>(left.count())) < 0 && errno != EINTR)
            return system_error("cannot wait for the child", errno);
        if (polled[0].revents != 0) {
            auto written = write(in.write_end(), input.data(), input.size());
            // A child that stops reading has its reasons; what it says on its other pipes tells them.
            input.remove_prefix(written > 0 ? static_cast<std::size_t>(written)
                    : errno == EAGAIN       ? 0
                                            : input.size());
        }
        if (input.empty())
            in.close_end(1);
        if (polled[1].revents != 0)
            out_open = drain(out.read_end(), result.output, most_output);
        if (polled[2].revents != 0)
            err_open = drain(err.read_end(), result.errors, 4096);
        if (result.output.size() > most_output)
            return limit_reached(fmt::format("it gave more than {} bytes", most_output));
    }
    return {};
}

} // namespace

Result<ChildOutput> run_child(std::filesystem::path const& program, std::string_view input,
    std::size_t most_output, std::chrono::milliseconds time)
{
    Pipe in;
    Pipe out;
    Pipe err;
    if (!in.ok() || !out.ok() || !err.ok())
        return system_error("cannot make pipes", errno);
    pid_t pid = TRY(spawn(program, in, out, err));
    in.close_end(0);
    out.close_end(1);
    err.close_end(1);

    ChildOutput result;
    auto conversed = converse(in, out, err, input, most_output, time, result);
    if (!conversed)
        kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) { }
    TRY(std::move(conversed));
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace broadsheet::media
