#include "media/bare_picture.h"
#include "media/references.h"
#include "media/renditions.h"
#include "media/store.h"

#include <cstdint>

// What the picture decoder answers, and pages that name media.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace broadsheet;
    std::string_view const input(reinterpret_cast<char const*>(data), size);

    if (auto const renditions = media::parse_renditions(input); renditions.ok()) {
        auto const& main = renditions->front();
        auto const expected = media::variants_of("/media/x" + main.extension, main.width);
        VERIFY(renditions->size() == expected.size() + 1);
        for (auto const& rendition : *renditions)
            VERIFY(rendition.width > 0 && rendition.height > 0 && !rendition.bytes.empty());
    }
    media::is_bare_picture(input);
    media::MediaStore const store("/media", "/nowhere");
    for (auto path : media::stored_paths_in(input))
        VERIFY(store.file_of("/" + std::string(path)));
    return 0;
}
