#include "exchange/wordpress_body.h"
#include "exchange/wxr_reader.h"
#include "fuzz/memory_file.h"
#include "html/sanitise.h"

using namespace broadsheet;
using namespace broadsheet::exchange;

// The first byte chooses what the rest is: the content of a post or a whole export.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] % 2 == 0) {
        std::string_view text(reinterpret_cast<char const*>(data) + 1, size - 1);
        auto body = wordpress_body(text, [](std::string_view id) {
            return WordpressPicture{"/" + std::string(id), std::string(id), ""};
        });
        (void)html::sanitise(body);
        return 0;
    }
    fuzz::MemoryFile file(data + 1, size - 1);
    WxrReader reader(file.path(), {});
    (void)reader.read("", [](WxrItem const&) { return Result<void>(); });
    return 0;
}
