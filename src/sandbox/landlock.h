#pragma once

#include "base/result.h"

#include <span>

namespace broadsheet::sandbox {

// Lets this process, and what it starts, read files only below these folders, for ever; those that do not
// exist are passed over. Where the kernel has no Landlock
// (https://docs.kernel.org/userspace-api/landlock.html), has it switched off or a container refuses it, this
// does nothing, and that is no error. Needs PR_SET_NO_NEW_PRIVS.
Result<void> allow_reading_only(std::span<char const* const> folders);

} // namespace broadsheet::sandbox
