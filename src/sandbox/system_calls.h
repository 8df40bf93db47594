#pragma once

#include "base/result.h"

namespace broadsheet::sandbox {

enum class OpeningFiles { never, to_read };

// Refuses this process (EPERM), for ever, every system call but those that libvips, qpdf, libavformat and
// what is below them need. Threads can be started, processes cannot; nothing can be written but to open
// descriptors. Needs PR_SET_NO_NEW_PRIVS.
Result<void> allow_calls(OpeningFiles);

} // namespace broadsheet::sandbox
