#pragma once

#include "base/result.h"
#include "media/picture.h"

namespace broadsheet::pictures {

enum class ReadableFiles {
    none,
    fonts, // and their configuration: what text in a drawing is set with
};

// Leaves to this process, for ever, only what decoding needs: the descriptors it has open, memory and
// processor time within the limits, threads, and no system call beyond those listed in system_calls.cpp.
// Fonts are opened to read where they are asked for; what else could then be read is closed by Landlock,
// where the kernel has it (see landlock.h). Must be called before the process starts a thread.
Result<void> enter_sandbox(media::PictureLimits const&, ReadableFiles);

} // namespace broadsheet::pictures
