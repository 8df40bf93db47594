#include "sandbox/sandbox.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::sandbox {
namespace {

constexpr int no_sandbox = 99;

// Returns what `body` returns in a process of its own, in the sandbox.
int in_sandbox(ReadableFiles files, std::function<int()> const& body)
{
    auto const child = fork();
    if (child == 0)
        _exit(enter_sandbox({}, files).ok() ? body() : no_sandbox);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

template <typename... Arguments>
int error_of(long call, Arguments... arguments)
{
    return syscall(call, arguments...) < 0 ? errno : 0;
}

// In both kinds of sandbox. With valid arguments where a call is likely to succeed, so that it would.
TEST(Sandbox, RefusesWhatDecodingDoesNotNeed)
{
    auto const file = testing::TempDir() + "broadsheet-sandbox-test";
    close(open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto const* path = file.c_str();
    auto const* absent = "/tmp/broadsheet-sandbox-absent";
    pid_t const parent = getpid();
    int pair[2];
    struct {
        char const* name;
        std::function<int()> call;
    } const refused[] = {
        {"creat", [&] { return error_of(SYS_creat, absent, 0600); }},
        {"open to write", [&] { return error_of(SYS_open, path, O_WRONLY); }},
        {"openat to write", [&] { return error_of(SYS_openat, AT_FDCWD, path, O_RDWR); }},
        {"openat to create",
            [&] { return error_of(SYS_openat, AT_FDCWD, absent, O_RDONLY | O_CREAT, 0600); }},
        {"openat to truncate", [&] { return error_of(SYS_openat, AT_FDCWD, path, O_RDONLY | O_TRUNC); }},
        {"openat a nameless file",
            [&] { return error_of(SYS_openat, AT_FDCWD, "/tmp", O_RDWR | O_TMPFILE, 0600); }},
        {"openat2", [&] { return error_of(SYS_openat2, AT_FDCWD, path, nullptr, 0); }},
        {"mknod", [&] { return error_of(SYS_mknod, absent, S_IFIFO | 0600, 0); }},
        {"mknodat", [&] { return error_of(SYS_mknodat, AT_FDCWD, absent, S_IFIFO | 0600, 0); }},
        {"mkdir", [&] { return error_of(SYS_mkdir, absent, 0700); }},
        {"rmdir", [&] { return error_of(SYS_rmdir, absent); }},
        {"unlink", [&] { return error_of(SYS_unlink, path); }},
        {"rename", [&] { return error_of(SYS_rename, path, absent); }},
        {"link", [&] { return error_of(SYS_link, path, absent); }},
        {"symlink", [&] { return error_of(SYS_symlink, path, absent); }},
        {"truncate", [&] { return error_of(SYS_truncate, path, 0); }},
        {"ftruncate", [&] { return error_of(SYS_ftruncate, 1, 0); }},
        {"chmod", [&] { return error_of(SYS_chmod, path, 0644); }},
        {"fchmod", [&] { return error_of(SYS_fchmod, 1, 0644); }},
        {"chown", [&] { return error_of(SYS_chown, path, 0, 0); }},
        {"lchown", [&] { return error_of(SYS_lchown, path, 0, 0); }},
        {"fchownat", [&] { return error_of(SYS_fchownat, AT_FDCWD, path, 0, 0, 0); }},
        {"setxattr", [&] { return error_of(SYS_setxattr, path, "user.x", "x", 1, 0); }},
        {"lsetxattr", [&] { return error_of(SYS_lsetxattr, path, "user.x", "x", 1, 0); }},
        {"fsetxattr", [&] { return error_of(SYS_fsetxattr, 1, "user.x", "x", 1, 0); }},
        {"utimensat", [&] { return error_of(SYS_utimensat, AT_FDCWD, path, nullptr, 0); }},
        {"mount", [&] { return error_of(SYS_mount, nullptr, "/tmp", "tmpfs", 0, nullptr); }},
        {"socket", [&] { return error_of(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
        {"socketpair", [&] { return error_of(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair); }},
        {"sendmsg", [&] { return error_of(SYS_sendmsg, 1, nullptr, 0); }},
        {"sendmmsg", [&] { return error_of(SYS_sendmmsg, 1, nullptr, 1, 0); }},
        {"io_uring_setup", [&] { return error_of(SYS_io_uring_setup, 1, nullptr); }},
        {"fork", [&] { return error_of(SYS_fork); }},
        {"vfork", [&] { return error_of(SYS_vfork); }},
        {"clone of a process", [&] { return error_of(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0); }},
        {"execve", [&] { return error_of(SYS_execve, "/bin/true", nullptr, nullptr); }},
        {"execveat", [&] { return error_of(SYS_execveat, AT_FDCWD, "/bin/true", nullptr, nullptr, 0); }},
        {"memfd_create", [&] { return error_of(SYS_memfd_create, "x", 0); }},
        {"kill", [&] { return error_of(SYS_kill, parent, 0); }},
        {"tkill", [&] { return error_of(SYS_tkill, parent, 0); }},
        {"tgkill", [&] { return error_of(SYS_tgkill, parent, parent, 0); }},
        {"rt_sigqueueinfo", [&] { return error_of(SYS_rt_sigqueueinfo, parent, 0, nullptr); }},
        {"fcntl that has signals sent", [&] { return error_of(SYS_fcntl, 1, F_SETOWN, parent); }},
        {"pidfd_open", [&] { return error_of(SYS_pidfd_open, parent, 0); }},
        {"pidfd_send_signal", [&] { return error_of(SYS_pidfd_send_signal, 1, 0, nullptr, 0); }},
        {"ptrace", [&] { return error_of(SYS_ptrace, 0, 0, 0, 0); }},
        {"process_vm_readv",
            [&] { return error_of(SYS_process_vm_readv, parent, nullptr, 0, nullptr, 0, 0); }},
        {"prlimit64 of another", [&] { return error_of(SYS_prlimit64, parent, 0, nullptr, nullptr); }},
        {"prctl", [&] { return error_of(SYS_prctl, 4, 1, 0, 0, 0); }},
        {"unshare", [&] { return error_of(SYS_unshare, CLONE_NEWUSER); }},
        {"setns", [&] { return error_of(SYS_setns, 1, 0); }},
        {"bpf", [&] { return error_of(SYS_bpf, 0, nullptr, 0); }},
        {"perf_event_open", [&] { return error_of(SYS_perf_event_open, nullptr, 0, -1, -1, 0); }},
        {"userfaultfd", [&] { return error_of(SYS_userfaultfd, 0); }},
        {"keyctl", [&] { return error_of(SYS_keyctl, 0, 0, 0, 0, 0); }},
    };
    for (auto files : {ReadableFiles::none, ReadableFiles::fonts}) {
        for (auto const& [name, call] : refused)
            EXPECT_EQ(in_sandbox(files, call), EPERM) << name;
        EXPECT_EQ(in_sandbox(files, [] { return error_of(SYS_clone3, nullptr, 0); }), ENOSYS);
    }
    EXPECT_FALSE(std::filesystem::exists(absent));
    std::filesystem::remove(file);
}

TEST(Sandbox, OpensNoFileForAPhotograph)
{
    for (auto const* path : {"/etc/passwd", "/etc/fonts/fonts.conf", "/proc/self/environ"})
        EXPECT_EQ(
            in_sandbox(ReadableFiles::none, [&] { return error_of(SYS_openat, AT_FDCWD, path, O_RDONLY); }),
            EPERM)
            << path;
}

TEST(Sandbox, OpensOnlyFontsForADrawing)
{
    auto open_to_read = [](char const* path) {
        return in_sandbox(
            ReadableFiles::fonts, [&] { return error_of(SYS_openat, AT_FDCWD, path, O_RDONLY); });
    };
    EXPECT_EQ(open_to_read("/etc/fonts/fonts.conf"), 0);
    if (syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) < 0)
        GTEST_SKIP() << "this kernel has no Landlock";
    for (auto const* path : {"/etc/passwd", "/proc/self/environ", "/etc/fonts/../passwd", "/"})
        EXPECT_EQ(open_to_read(path), EACCES) << path;
}

// Without std::thread, whose objects UndefinedBehaviorSanitizer looks at through a pipe.
TEST(Sandbox, LeavesThreadsAndMemory)
{
    auto const work = [](void* length) -> void* {
        *static_cast<std::size_t*>(length) = std::string(32u << 20, 'x').size();
        return nullptr;
    };
    auto const in_thread = [&] {
        std::size_t length = 0;
        pthread_t thread{};
        bool const ran
            = pthread_create(&thread, nullptr, work, &length) == 0 && pthread_join(thread, nullptr) == 0;
        return ran && length == 32u << 20 ? 0 : 1;
    };
    EXPECT_EQ(in_sandbox(ReadableFiles::none, in_thread), 0);
}

TEST(Sandbox, BoundsProcessorTime)
{
    rlimit most{};
    auto const seconds = in_sandbox(ReadableFiles::none, [&] {
        getrlimit(RLIMIT_CPU, &most);
        return static_cast<int>(most.rlim_max);
    });
    EXPECT_EQ(seconds, Limits().seconds);
}

} // namespace
} // namespace broadsheet::sandbox
