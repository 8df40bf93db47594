#include "sandbox/sandbox.h"

#include "base/address_sanitizer.h"
#include "sandbox/landlock.h"
#include "sandbox/system_calls.h"

#include <cerrno>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace broadsheet::sandbox {

namespace {

constexpr char const* font_folders[] = {"/etc/fonts", "/usr/share/fontconfig", "/usr/share/fonts",
    "/usr/local/share/fonts", "/var/cache/fontconfig"};

void limit(int resource, rlim_t most)
{
    rlimit value{most, most};
    setrlimit(static_cast<__rlimit_resource_t>(resource), &value);
}

} // namespace

Result<void> enter_sandbox(Limits const& limits, ReadableFiles files)
{
    // AddressSanitizer reserves terabytes of address space, so the limit cannot hold in such a build.
#ifndef BROADSHEET_ADDRESS_SANITIZER
    limit(RLIMIT_AS, limits.memory_bytes);
#endif
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds));
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, limits.output_bytes);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return system_error("cannot give up privileges", errno);
    if (files == ReadableFiles::fonts)
        TRY(allow_reading_only(font_folders));
    return allow_calls(files == ReadableFiles::fonts ? OpeningFiles::to_read : OpeningFiles::never);
}

} // namespace broadsheet::sandbox
