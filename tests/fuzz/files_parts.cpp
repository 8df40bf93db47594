#include "files/bare_pictures.h"
#include "files/hevc_head.h"
#include "files/vorbis_head.h"

#include <cstdint>

// What is bare stays as it is.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace broadsheet;
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    for (auto* bare : {files::bare_jpeg, files::bare_jpeg2000, files::without_vorbis_comment})
        if (auto const once = bare(input); once.ok())
            VERIFY(bare(*once).value() == *once);
    auto const units = files::without_hevc_messages(input);
    VERIFY(files::without_hevc_messages(units) == units);
    return 0;
}
