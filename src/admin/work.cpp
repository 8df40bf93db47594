#include "admin/work.h"

#include "text/dates.h"

#include <fmt/format.h>

namespace broadsheet::admin {

std::string_view state_label(newsroom::Status status, workflow::Stage stage)
{
    using newsroom::Status;
    using workflow::Stage;
    switch (status) {
    case Status::draft:
        return stage == Stage::review ? "In review" : stage == Stage::ready ? "Ready" : "Draft";
    case Status::scheduled:
        return "Scheduled";
    case Status::published:
        return "Published";
    case Status::withdrawn:
        return "Withdrawn";
    }
    return "Draft";
}

std::string local_time(UtcMillis at, text::TimeZone const& zone)
{
    constexpr std::size_t seconds = 19; // of "2026-11-23T20:06:25+03:00"
    return text::format_rfc3339(at, zone).substr(0, seconds);
}

Result<UtcMillis> parse_local_time(std::string_view field, std::string_view text, text::TimeZone const& zone)
{
    auto const at = text::parse_iso(text, zone);
    if (!at.ok() || text.size() < std::string_view("2026-11-23T20:06").size())
        return invalid(fmt::format("{}: a date and a time are needed", field));
    if (!local_time(*at, zone).starts_with(text.substr(0, 16)))
        return invalid(fmt::format("{}: there is no such time that day: the clocks go forward", field));
    return *at;
}

Result<text::TimeZone> newspaper_zone(Visit const& visit)
{
    return text::TimeZone::find(TRY(newsroom::load_settings(visit.connection)).time_zone);
}

} // namespace broadsheet::admin
