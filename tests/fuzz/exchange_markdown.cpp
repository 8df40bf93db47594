#include "exchange/markdown.h"
#include "exchange/markdown_article.h"
#include "exchange/newspaper_file.h"
#include "html/sanitise.h"

using namespace broadsheet;
using namespace broadsheet::exchange;

// The first byte chooses what the rest is: a newspaper.yaml, an article, or a Markdown card of Ghost's, which
// may hold HTML.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string text(reinterpret_cast<char const*>(data) + 1, size - 1);
    if (data[0] % 3 == 2) {
        if (auto rendered = markdown_to_html(text); rendered.ok())
            (void)html::sanitise(*rendered);
        return 0;
    }
    if (data[0] % 3 == 0) {
        (void)NewspaperFile::parse(text);
        return 0;
    }
    auto file = MarkdownFile::parse(std::move(text));
    ImportOptions options;
    MediaReferences media("markdown", options, [](std::string_view reference) {
        return std::vector<std::filesystem::path>{std::string(reference)};
    });
    if (file.ok())
        (void)markdown_article(*file,
            {"en/a.md", "en", {}, 0,
                [](std::string const& other) { return other.size() % 2 == 0 ? "/b/?" + other : ""; }},
            media);
    return 0;
}
