#include "sandbox/system_calls.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <span>
#include <sys/prctl.h>

namespace broadsheet::sandbox {

namespace {

// Found with strace over pictures, documents and recordings of every form. What a library tries and does
// without when refused (a terminal's name, code compiled into a temporary file) is not here.
constexpr int always_allowed[] = {
    // Open descriptors
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(pwrite64),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    // Memory
    SCMP_SYS(brk),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    // Threads
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    // Its own signals
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    // Time and chance
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
};

// Besides opening.
constexpr int allowed_to_read_files[] = {
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fadvise64),
};

// Any of these bits makes a file, or lets it be written.
constexpr unsigned writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

// A filter in the making; each function adds to it.
class Filter {
public:
    Filter()
        : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release)
    {
    }

    template <typename... Conditions>
    void allow(int call, Conditions... conditions)
    {
        add(SCMP_ACT_ALLOW, call, conditions...);
    }
    void allow(std::span<int const> calls)
    {
        for (int call : calls)
            allow(call);
    }
    template <typename... Conditions>
    void add(std::uint32_t action, int call, Conditions... conditions)
    {
        good_ = good_ && filter_
            && seccomp_rule_add(filter_.get(), action, call, sizeof...(conditions), conditions...) == 0;
    }
    bool load() const { return good_ && filter_ && seccomp_load(filter_.get()) == 0; }

private:
    std::unique_ptr<void, decltype(&seccomp_release)> filter_;
    bool good_ = true;
};

void allow_threads(Filter& filter)
{
    filter.allow(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    // Its flags are out of the filter's sight; glibc falls back to clone when the kernel seems not to have
    // it.
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    filter.allow(SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    // getrlimit(), which asks for the size of a thread's stack.
    filter.allow(SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0));
}

void allow_reading_files(Filter& filter)
{
    filter.allow(allowed_to_read_files);
    // Not F_SETOWN, which sends signals to others.
    for (int command : {F_GETFD, F_SETFD, F_GETFL})
        filter.allow(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command), 0));
    filter.allow(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    filter.allow(SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
}

} // namespace

Result<void> allow_calls(OpeningFiles opening)
{
    Filter filter;
    filter.allow(always_allowed);
    allow_threads(filter);
    if (opening == OpeningFiles::to_read)
        allow_reading_files(filter);
    else // What glibc calls for fstat().
        filter.allow(SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
    if (!filter.load())
        return io_error("cannot load the system call filter");
    return {};
}

} // namespace broadsheet::sandbox
