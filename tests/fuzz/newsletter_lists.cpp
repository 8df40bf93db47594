// Lists of readers, as other systems export them.

#include "newsletter/lists/list_file.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;
using namespace broadsheet::newsletter;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const whole = [&](PieceVisitor const& visit) { return visit(text); };
    // In pieces or not, it is the same file; and what is written of it reads the same.
    auto const in_pieces = [&](PieceVisitor const& visit) -> Result<void> {
        for (std::size_t at = 0; at < text.size(); at += 3)
            TRY(visit(text.substr(at, 3)));
        return {};
    };
    std::string written;
    std::string again;
    auto const write_to = [](std::string& out) {
        return [&out](CsvRow const& row) -> Result<void> {
            VERIFY(row.fields.size() <= CsvLimits::fields);
            append_csv(out, row.fields);
            return {};
        };
    };
    auto const read = read_csv(whole, write_to(written));
    VERIFY(read_csv(in_pieces, write_to(again)).ok() == read.ok());
    VERIFY(written == again);
    auto const begin = [](ListHead const&) { return Result<void>(); };
    auto const entries = read_list(whole, begin, [](ListEntry const& entry) -> Result<void> {
        for (auto format : {ListFormat::ours, ListFormat::ghost, ListFormat::listmonk, ListFormat::plain})
            (void)list_row(format, entry);
        return {};
    });
    (void)entries;
    return 0;
}
