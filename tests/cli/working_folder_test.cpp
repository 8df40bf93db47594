#include "cli/working_folder.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::cli {

namespace {

// Two imports that begin at the same moment: neither is taken for one that was cut off.
TEST(WorkingFolder, IsNoRemainderWhileItIsMade)
{
    constexpr int often = 300;
    test::TemporaryFolder folder;
    std::jthread const other([&] {
        for (int i = 0; i < often; ++i)
            EXPECT_TRUE(WorkingFolder::create_in(folder.path(), "import").ok());
    });
    for (int i = 0; i < often; ++i)
        EXPECT_THAT(remove_remainders(folder.path()), testing::IsEmpty());
}

} // namespace

} // namespace broadsheet::cli
