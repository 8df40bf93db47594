// A tar file that somebody calls a mirror.
#include "fuzz/memory_file.h"
#include "mirror/verify/tar_header.h"
#include "mirror/verify/verify.h"

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    fuzz::MemoryFile const file(data, size);
    if (auto const source = mirror::open_tar(file.path()); source.ok()) {
        (void)mirror::verify(**source, {.threads = 1});
        (void)(*source)->for_each_name([&](std::string const& name) {
            return (*source)->read(name, [](auto) { return Result<void>(); });
        });
    }
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    (void)mirror::name_in_pax_records(input);
    (void)mirror::name_in_gnu_name(input);
    return 0;
}
