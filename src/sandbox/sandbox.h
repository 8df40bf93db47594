#pragma once

#include "base/result.h"

#include <cstdint>

namespace broadsheet::sandbox {

struct Limits {
    int seconds = 60; // of processor time
    std::size_t memory_bytes = std::size_t{2} << 30;
    std::uint64_t output_bytes = 128u << 20; // of a file that is written to
};

enum class ReadableFiles {
    none,
    fonts, // and their configuration: what text in a drawing is set with
};

// Leaves to this process, for ever, only what reading an outsider's file needs: the descriptors it has open,
// memory and processor time within the limits, threads, and no system call beyond those listed in
// system_calls.cpp. Fonts are opened to read where they are asked for; what else could then be read is closed
// by Landlock, where the kernel has it (see landlock.h). Must be called before the process starts a thread.
Result<void> enter_sandbox(Limits const&, ReadableFiles);

} // namespace broadsheet::sandbox
