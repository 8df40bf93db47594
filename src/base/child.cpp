#include "base/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace broadsheet {

namespace {

// A pair of connected descriptors, each read from by one side and written to by the other.
class Pipe {
public:
    enum Kind { pipe, socket };
    explicit Pipe(Kind kind)
    {
        ok_ = (kind == pipe ? pipe2(ends_.data(), O_CLOEXEC)
                            : socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()))
            == 0;
    }
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

// The child's standard descriptors.
struct Descriptors {
    int in;
    int out;
    int err;
};

Result<pid_t> spawn(
    std::vector<std::string> const& command, ChildEnvironment environment, Descriptors const& given)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, given.in, 0);
    posix_spawn_file_actions_adddup2(&actions, given.out, 1);
    posix_spawn_file_actions_adddup2(&actions, given.err, 2);
    // A server's threads block the signals that end it; a program it starts must not.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    std::vector<char*> arguments;
    for (auto const& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    char* nothing[] = {nullptr};
    pid_t pid = 0;
    int failed = posix_spawnp(&pid, arguments.front(), &actions, &attributes, arguments.data(),
        environment == ChildEnvironment::empty ? nothing : environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == ENOENT)
        return not_found(fmt::format("there is no program {}", command.front()));
    if (failed != 0)
        return system_error(fmt::format("cannot start {}", command.front()), failed);
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

// Takes off `input` what can be written now. A child that stops reading has its reasons: what it says on its
// other pipes tells them.
void feed(int fd, std::string_view& input)
{
    // A socket, because a write to a pipe that nobody reads would end this process with SIGPIPE.
    auto const sent = send(fd, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0)
        input.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EINTR && errno != EAGAIN)
        input = {};
}

using Deadline = std::chrono::steady_clock::time_point;

std::chrono::milliseconds left_until(Deadline deadline)
{
    return std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
}

Error too_long()
{
    return limit_reached("it took too long");
}

// The parent's ends; -1: there is none.
struct Conversation {
    Pipe* in;
    int out;
    int err;
    std::string_view input;
};

Result<void> converse(Conversation with, std::size_t most_output, Deadline deadline, ChildOutput& result)
{
    while (with.out >= 0 || with.err >= 0) {
        auto const left = left_until(deadline);
        if (left.count() <= 0)
            return too_long();
        pollfd polled[] = {{with.input.empty() ? -1 : with.in->write_end(), POLLOUT, 0},
            {with.out, POLLIN, 0}, {with.err, POLLIN, 0}};
        if (poll(polled, 3, static_cast<int>(left.count())) < 0 && errno != EINTR)
            return system_error("cannot wait for the child", errno);
        if (polled[0].revents != 0)
            feed(with.in->write_end(), with.input);
        if (with.input.empty() && with.in)
            with.in->close_end(1);
        if (polled[1].revents != 0 && !drain(with.out, result.output, most_output))
            with.out = -1;
        if (polled[2].revents != 0 && !drain(with.err, result.errors, 4096))
            with.err = -1;
        if (result.output.size() > most_output)
            return limit_reached(fmt::format("it gave more than {} bytes", most_output));
    }
    return {};
}

// Waits for the child's end, which it kills at the deadline; returns its status as waitpid() gives it.
Result<int> wait_for(pid_t pid, Deadline deadline)
{
    int status = 0;
    for (;;) {
        auto const ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid)
            return status;
        if (ended < 0 && errno != EINTR)
            return system_error("cannot wait for the child", errno);
        if (left_until(deadline).count() <= 0)
            break;
        // It has closed its pipes, so it is about to end.
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) { }
    return too_long();
}

// Talks with the child until it has ended.
Result<ChildOutput> accompany(pid_t pid, Conversation const& with, std::size_t most_output, Deadline deadline)
{
    ChildOutput result;
    auto conversed = converse(with, most_output, deadline, result);
    if (with.in)
        with.in->close_end(1);
    if (!conversed)
        kill(pid, SIGKILL);
    auto const status = wait_for(pid, deadline);
    TRY(std::move(conversed));
    auto const ended = TRY(status);
    result.exit_code = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    return result;
}

} // namespace

Result<ChildOutput> run_child(std::vector<std::string> const& command, std::string_view input,
    std::size_t most_output, std::chrono::milliseconds time, ChildEnvironment environment)
{
    Pipe in(Pipe::socket);
    Pipe out(Pipe::pipe);
    Pipe err(Pipe::pipe);
    if (!in.ok() || !out.ok() || !err.ok())
        return system_error("cannot make pipes", errno);
    auto const deadline = std::chrono::steady_clock::now() + time;
    pid_t const pid = TRY(spawn(command, environment, {in.read_end(), out.write_end(), err.write_end()}));
    in.close_end(0);
    out.close_end(1);
    err.close_end(1);
    return accompany(pid, {&in, out.read_end(), err.read_end(), input}, most_output, deadline);
}

Result<ChildOutput> run_child_on_files(
    std::vector<std::string> const& command, int input, int output, std::chrono::milliseconds time)
{
    Pipe err(Pipe::pipe);
    if (!err.ok())
        return system_error("cannot make a pipe", errno);
    auto const deadline = std::chrono::steady_clock::now() + time;
    pid_t const pid = TRY(spawn(command, ChildEnvironment::empty, {input, output, err.write_end()}));
    err.close_end(1);
    return accompany(pid, {nullptr, -1, err.read_end(), {}}, 0, deadline);
}

} // namespace broadsheet
