// What a mail provider's program posts about failed deliveries.

#include "newsletter/delivery/json_reports.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;
using namespace broadsheet::newsletter;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const reports = read_json_reports({reinterpret_cast<char const*>(data), size});
    if (!reports.ok())
        return 0;
    VERIFY(reports->size() <= JsonReportLimits::reports);
    for (auto const& one : *reports)
        VERIFY(!one.return_path.empty() && one.report.status.size() <= 9);
    return 0;
}
