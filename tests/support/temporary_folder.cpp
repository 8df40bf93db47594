#include "support/temporary_folder.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace broadsheet::test {

namespace fs = std::filesystem;

fs::path make_temporary_folder()
{
    constexpr std::uintmax_t room = std::uintmax_t{2} << 30;
    fs::path const memory = "/dev/shm";
    std::error_code missing;
    auto const space = fs::space(memory, missing);
    auto const parent = !missing && space.available >= room ? memory : fs::temp_directory_path();
    std::string pattern = parent / "broadsheet-test-XXXXXX";
    if (!::mkdtemp(pattern.data()))
        throw std::runtime_error("cannot make a folder in " + parent.string());
    return pattern;
}

TemporaryFolder::TemporaryFolder()
    : path_(make_temporary_folder())
{
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace broadsheet::test
