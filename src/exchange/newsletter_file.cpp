#include "exchange/newsletter_file.h"

#include "exchange/markdown.h"
#include "html/sanitise.h"
#include "text/dates.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

using newsroom::Newsletter;

constexpr std::array<std::string_view, 7> weekdays{
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

constexpr std::pair<std::string_view, std::string Newsletter::*> texts[] = {{"slug", &Newsletter::slug},
    {"name", &Newsletter::name}, {"pitch", &Newsletter::pitch}, {"frequency", &Newsletter::frequency},
    {"policy", &Newsletter::policy}, {"policy_path", &Newsletter::policy_path},
    {"sender_name", &Newsletter::sender_name}, {"sender_address", &Newsletter::sender_address}};

Result<int> weekday_from(std::string_view name)
{
    for (std::size_t i = 0; i < weekdays.size(); ++i)
        if (weekdays[i] == name)
            return static_cast<int>(i) + 1;
    return invalid(fmt::format("weekday: \"{}\" is none of monday to sunday", name));
}

// "09:00"
Result<int> minute_from(std::string_view time)
{
    int hour = 0;
    int minute = 0;
    auto const* const end = time.data() + time.size();
    auto const hours = std::from_chars(time.data(), end, hour);
    if (hours.ec == std::errc() && hours.ptr != end && *hours.ptr == ':') {
        auto const minutes = std::from_chars(hours.ptr + 1, end, minute);
        if (minutes.ec == std::errc() && minutes.ptr == end && hour >= 0 && hour < 24 && minute >= 0
            && minute < 60)
            return hour * 60 + minute;
    }
    return invalid(fmt::format("time: \"{}\" is no time of the day such as 09:00", time));
}

Result<newsroom::IssueSchedule> schedule_of(Yaml const& item, std::string const& time_zone)
{
    newsroom::IssueSchedule schedule;
    if (auto const name = TRY(item.text_at("weekday")); !name.empty())
        schedule.weekday = TRY(weekday_from(name));
    if (auto const time = TRY(item.text_at("time")); !time.empty())
        schedule.minute = TRY(minute_from(time));
    if (auto const wish = TRY(item.text_at("when_missing")); !wish.empty())
        schedule.when_missing = TRY(newsroom::when_missing_from(wish));
    if (!time_zone.empty())
        schedule.time_zone = time_zone;
    if (auto const zone = TRY(item.text_at("time_zone")); !zone.empty())
        schedule.time_zone = zone;
    return schedule;
}

Result<DescribedNewsletter::DescribedIssue> read_issue(Yaml const& item, text::TimeZone const& zone)
{
    DescribedNewsletter::DescribedIssue described;
    auto& issue = described.issue;
    issue.slug = TRY(item.text_at("slug"));
    issue.subject = TRY(item.text_at("subject"));
    issue.preheader = TRY(item.text_at("preheader"));
    auto const markdown = TRY(item.text_at("introduction"));
    auto const introduction = TRY(markdown_to_html(markdown));
    issue.introduction = TRY(html::sanitise(introduction));
    issue.status = newsroom::IssueStatus::sent;
    auto const sent = TRY(item.text_at("sent"));
    if (issue.slug.empty() || issue.subject.empty() || sent.empty())
        return invalid("an issue needs a slug, a subject and the time it was sent at");
    issue.sent_at = TRY(text::parse_iso(sent, zone));
    for (auto const& entry : item["articles"].list) {
        if (entry.kind == Yaml::Kind::text)
            described.entries.push_back({entry.text, ""});
        else
            described.entries.push_back({TRY(entry.text_at("slug")), TRY(entry.text_at("line"))});
    }
    return described;
}

// With the line of the item in front, where the error names none.
Error at_line(Yaml const& item, Error error)
{
    return error.message.starts_with("line ") ? error
                                              : invalid(fmt::format("line {}: {}", item.line, error.message));
}

Result<Newsletter> read(Yaml const& item, std::string const& first_language, std::string const& time_zone)
{
    Newsletter newsletter;
    for (auto const& [key, member] : texts)
        newsletter.*member = TRY(item.text_at(key));
    if (newsletter.slug.empty() || newsletter.name.empty())
        return invalid("a newsletter needs a slug and a name");
    newsletter.language = TRY(item.text_at("language"));
    if (newsletter.language.empty())
        newsletter.language = first_language;
    if (auto const status = TRY(item.text_at("status")); !status.empty())
        newsletter.status = TRY(newsroom::newsletter_status_from(status));
    newsletter.schedule = TRY(schedule_of(item, time_zone));
    return newsletter;
}

} // namespace

Result<DescribedNewsletter> read_newsletter(
    Yaml const& item, std::string const& first_language, std::string const& time_zone)
{
    DescribedNewsletter described;
    auto newsletter = read(item, first_language, time_zone);
    if (!newsletter.ok())
        return at_line(item, newsletter.error());
    described.newsletter = *std::move(newsletter);
    auto const zone = text::TimeZone::find(described.newsletter.schedule.time_zone);
    if (!zone.ok())
        return at_line(item, zone.error());
    for (auto const& one : item["issues"].list) {
        auto issue = read_issue(one, *zone);
        if (!issue.ok())
            return at_line(one, issue.error());
        described.issues.push_back(*std::move(issue));
    }
    return described;
}

} // namespace broadsheet::exchange
