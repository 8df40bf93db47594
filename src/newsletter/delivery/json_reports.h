#pragma once

#include "base/result.h"
#include "mail/report.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsletter {

struct JsonReportLimits {
    static constexpr std::size_t bytes = 1 << 20;
    static constexpr std::size_t depth = 8;
    static constexpr std::size_t reports = 1'000;
};

// What a mail provider says of one copy.
struct JsonReport {
    std::string return_path;
    mail::Report report; // kind none: of a kind that asks for nothing
};

// "hard", "soft" or "complaint"; anything else asks for nothing.
mail::Report::Kind report_kind_named(std::string_view);

// Reads what a provider's program posts (docs/mail.md, "What comes back"): one object, or a list of them,
// each with "return_path", "kind" and, where it is known, "status". Other fields are passed over. `invalid`,
// saying what, for anything else, and beyond the limits.
Result<std::vector<JsonReport>> read_json_reports(std::string_view body);

} // namespace broadsheet::newsletter
