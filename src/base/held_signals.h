#pragma once

#include <csignal>

namespace broadsheet {

// While it lives, what asks the program to end (SIGINT, SIGTERM, SIGHUP) waits, in a program whose other
// threads have ended: for what must not be left half done.
class HeldSignals {
public:
    HeldSignals();
    ~HeldSignals();
    HeldSignals(HeldSignals const&) = delete;
    HeldSignals& operator=(HeldSignals const&) = delete;

private:
    sigset_t before_;
};

} // namespace broadsheet
