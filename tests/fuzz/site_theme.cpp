// A theme that somebody uploads.

#include "site/theme_archive.h"
#include "site/theme_check.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    site::ThemeArchiveLimits limits;
    limits.total_bytes = 1 << 20;
    auto const files = site::read_theme_archive({reinterpret_cast<char const*>(data), size}, limits);
    if (!files.ok())
        return 0;
    std::size_t bytes = 0;
    for (auto const& file : *files) {
        VERIFY(!file.path.starts_with('/') && ("/" + file.path + "/").find("/../") == std::string::npos);
        bytes += file.content.size();
    }
    VERIFY(bytes <= limits.total_bytes);
    (void)site::check_theme(*files);
    return 0;
}
