#include "exchange/ghost_documents.h"
#include "exchange/ghost_index.h"
#include "exchange/table_rows.h"
#include "fuzz/memory_file.h"
#include "html/sanitise.h"

#include <cstdlib>

using namespace broadsheet;
using namespace broadsheet::exchange;

// The first byte chooses what the rest is: a lexical document, a mobiledoc document or a whole export.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string_view text(reinterpret_cast<char const*>(data) + 1, size - 1);
    if (data[0] % 3 < 2) {
        auto rendered = data[0] % 3 == 0 ? lexical_to_html(text, {}) : mobiledoc_to_html(text, {});
        if (rendered.ok())
            (void)html::sanitise(rendered->html);
        return 0;
    }
    fuzz::MemoryFile file(data + 1, size - 1);
    ImportOptions options;
    options.source = file.path();
    Report report;
    auto index = GhostIndex::read(options, report);
    // Every row that is handed on lies within the file.
    TableRows rows(options.source, {});
    (void)rows.read(
        "", [](std::string_view) { return true; },
        [&](TableRow const& row) -> Result<void> {
            if (row.offset + row.bytes > size - 1 || row.text != text.substr(row.offset, row.bytes))
                std::abort();
            return {};
        });
    return 0;
}
