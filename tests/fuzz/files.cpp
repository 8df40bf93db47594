#include "files/pdf_scrub.h"

#include <cstdint>

// What is scrubbed can be scrubbed again, and does not change.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace broadsheet;
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    files::PdfLimits const limits{1u << 20, 200, 20'000};
    if (auto const scrubbed = files::scrub_pdf(input, limits); scrubbed.ok()) {
        auto const again = files::scrub_pdf(*scrubbed, {8u << 20, 200, 20'000});
        VERIFY(again.ok() && *again == *scrubbed);
    }
    return 0;
}
