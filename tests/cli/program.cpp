#include "cli/program.h"
#include "places.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::test {

Program::Program(std::vector<std::string> const& arguments)
{
    auto const output = (folder_.path() / "output").string();
    std::vector<char*> words{const_cast<char*>(BROADSHEET_PROGRAM)};
    for (auto const& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ < 0)
        throw std::runtime_error("cannot fork");
    if (process_ > 0)
        return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    int const file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execv(words[0], words.data());
    ::_exit(127);
}

Program::~Program()
{
    kill();
}

bool Program::kill()
{
    if (process_ == 0)
        return WIFSIGNALED(status_);
    ::kill(process_, SIGKILL);
    wait();
    return WIFSIGNALED(status_);
}

void Program::interrupt()
{
    if (process_ != 0)
        ::kill(process_, SIGINT);
}

int Program::wait()
{
    if (process_ != 0)
        ::waitpid(process_, &status_, 0);
    process_ = 0;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

std::string Program::output() const
{
    std::ifstream file(folder_.path() / "output");
    return {std::istreambuf_iterator<char>(file), {}};
}

bool Program::wait_for(std::string_view text)
{
    auto const patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (output().find(text) == std::string::npos) {
        if (std::chrono::steady_clock::now() > patience || ::waitpid(process_, &status_, WNOHANG) != 0) {
            process_ = 0;
            return output().find(text) != std::string::npos;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

Outcome run(std::vector<std::string> const& arguments)
{
    Program program(arguments);
    int const code = program.wait();
    return {code, program.output()};
}

} // namespace broadsheet::test
