#include "pictures/sandbox.h"

#include <cerrno>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace broadsheet::pictures {

namespace {

constexpr int refused_calls[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(truncate),
    SCMP_SYS(mount),
    SCMP_SYS(bpf),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(keyctl),
};

void limit(int resource, rlim_t most)
{
    rlimit value{most, most};
    setrlimit(static_cast<__rlimit_resource_t>(resource), &value);
}

bool refuse_calls(scmp_filter_ctx filter)
{
    auto refusal = SCMP_ACT_ERRNO(EPERM);
    for (int call : refused_calls) {
        if (seccomp_rule_add(filter, refusal, call, 0) != 0)
            return false;
    }
    // Opening to write, by any of the bits that ask for it.
    for (unsigned bit : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
        if (seccomp_rule_add(filter, refusal, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, bit, bit))
            != 0)
            return false;
        if (seccomp_rule_add(filter, refusal, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, bit, bit)) != 0)
            return false;
    }
    // openat2 hides its flags from the filter; callers fall back to openat when the kernel seems not to
    // have it.
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) == 0
        && seccomp_load(filter) == 0;
}

} // namespace

Result<void> enter_sandbox(media::PictureLimits const& limits)
{
    // AddressSanitizer reserves terabytes of address space, so the limit cannot hold in such a build.
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, limits.memory_bytes);
#endif
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds));
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, limits.output_bytes);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return system_error("cannot give up privileges", errno);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == nullptr)
        return io_error("cannot make a system call filter");
    bool refused = refuse_calls(filter);
    seccomp_release(filter);
    if (!refused)
        return io_error("cannot load the system call filter");
    return {};
}

} // namespace broadsheet::pictures
