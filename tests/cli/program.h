#pragma once

#include "support/temporary_folder.h"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace broadsheet::test {

// The `broadsheet` program at work, its output in files; killed with the object.
class Program {
public:
    explicit Program(std::vector<std::string> const& arguments);
    ~Program();
    Program(Program const&) = delete;
    Program& operator=(Program const&) = delete;

    // Sends SIGKILL; false if the program had ended by itself.
    bool kill();
    // Sends SIGINT, as ^C does.
    void interrupt();
    // Returns the exit code, -1 for a signal's.
    int wait();
    std::string output() const; // standard output and error, so far
    // Waits until the output holds the text; false when the program ends or a minute passes before.
    bool wait_for(std::string_view text);

private:
    TemporaryFolder folder_;
    pid_t process_ = 0;
    int status_ = 0;
};

struct Outcome {
    int exit_code = 0;
    std::string output;
};

// Runs the program to its end.
Outcome run(std::vector<std::string> const& arguments);

} // namespace broadsheet::test
