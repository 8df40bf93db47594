#include "cli/working_folder.h"

#include "support/temporary_folder.h"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <thread>

namespace broadsheet::cli {

namespace {

FileDescriptor lock(std::filesystem::path const& folder)
{
    FileDescriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_EQ(flock(descriptor.get(), LOCK_EX | LOCK_NB), 0);
    return descriptor;
}

// Of two imports that begin at the same moment neither is taken for one that was cut off: between making its
// folder and locking it, a command holds the folder above.
TEST(WorkingFolder, IsNoRemainderWhileItIsMade)
{
    test::TemporaryFolder folder;
    auto const made = folder.path() / ".broadsheet-import-abcdef";
    std::future<std::vector<Remainder>> found;
    FileDescriptor at_work;
    {
        auto const above = lock(folder.path());
        std::filesystem::create_directory(made);
        found = std::async(std::launch::async, [&] { return remove_remainders(folder.path()); });
        // Time for the other to go wrong; it may take as long as it likes to go right.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        at_work = lock(made);
    }
    EXPECT_THAT(found.get(), testing::IsEmpty());
    EXPECT_TRUE(std::filesystem::exists(made));
    at_work = FileDescriptor();
    EXPECT_THAT(remove_remainders(folder.path()), testing::SizeIs(1));
}

} // namespace

} // namespace broadsheet::cli
