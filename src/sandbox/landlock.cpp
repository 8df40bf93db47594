#include "sandbox/landlock.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace broadsheet::sandbox {

namespace {

// The first version of Landlock knows both; writing is the system call filter's business.
constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

bool allow_below(int rules, char const* folder)
{
    int const fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return true;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = reading;
    rule.parent_fd = fd;
    bool const added = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(fd);
    return added;
}

} // namespace

Result<void> allow_reading_only(std::span<char const* const> folders)
{
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = reading;
    auto const rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
    // EPERM: a container's own filter may not know it.
    if (rules < 0 && (errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM))
        return {};
    bool allowed = rules >= 0;
    for (auto const* folder : folders)
        allowed = allowed && allow_below(rules, folder);
    allowed = allowed && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int const reason = errno;
    if (rules >= 0)
        close(rules);
    if (!allowed)
        return system_error("cannot close the file system", reason);
    return {};
}

} // namespace broadsheet::sandbox
