#include "exchange/markdown_article.h"
#include "exchange/newspaper_file.h"

using namespace broadsheet;
using namespace broadsheet::exchange;

// The first byte chooses what the rest is: an article or a newspaper.yaml.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string text(reinterpret_cast<char const*>(data) + 1, size - 1);
    if (data[0] % 2 == 0) {
        (void)NewspaperFile::parse(text);
        return 0;
    }
    auto file = MarkdownFile::parse(std::move(text));
    ImportOptions options;
    MediaReferences media("markdown", options, [](std::string_view reference) {
        return std::vector<std::filesystem::path>{std::string(reference)};
    });
    if (file.ok())
        (void)markdown_article(*file, {"en/a.md", "en", {}, 0}, media);
    return 0;
}
