// What the sanitiser writes must be stable, and read by an independent parser as the tree it wrote.

#include "html/judge.h"
#include "html/plain_text.h"
#include "html/relative_links.h"
#include "html/rewrite_images.h"
#include "html/sanitise.h"

#include "base/result.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view html{reinterpret_cast<char const*>(data), size};
    // On the root page "/x" becomes "./x": one byte more for each address, and nothing else.
    VERIFY(html::relative_links(html, "/").size() >= html.size());
    auto clean = html::sanitise(html);
    if (!clean)
        return 0;
    VERIFY(*html::sanitise(*clean) == *clean);
    VERIFY(html::testing::read_back(*clean) == *clean);
    std::string text = html::plain_text(*clean);
    VERIFY(html::count_words(html::excerpt_of_words(text, 10)) <= 10);
    (void)html::excerpt_of_characters(text, 20);
    VERIFY(html::rewrite_images(*clean, [](html::ImageAttributes&) {}) == *clean);
    return 0;
}
