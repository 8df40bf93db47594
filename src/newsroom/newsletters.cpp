#include "newsroom/newsletters.h"

#include "base/id.h"
#include "newsroom/checks.h"
#include "newsroom/paths.h"
#include "text/time_zone.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

#define NEWSLETTER_QUERY                                                                                     \
    "SELECT number, id, slug, language, status, position, name, pitch, frequency, policy, policy_path, "     \
    "sender_name, sender_address, weekday, minute, time_zone, when_missing, counts_links FROM newsletters "

Result<Newsletter> read_newsletter(db::Cursor const& row)
{
    Newsletter newsletter;
    newsletter.number = row.integer(0);
    newsletter.id = row.string(1);
    newsletter.slug = row.string(2);
    newsletter.language = row.string(3);
    newsletter.status = TRY(newsletter_status_from(row.text(4)));
    newsletter.position = row.integer(5);
    newsletter.name = row.string(6);
    newsletter.pitch = row.string(7);
    newsletter.frequency = row.string(8);
    newsletter.policy = row.string(9);
    newsletter.policy_path = row.string(10);
    newsletter.sender_name = row.string(11);
    newsletter.sender_address = row.string(12);
    newsletter.schedule.weekday = static_cast<int>(row.integer(13));
    newsletter.schedule.minute = static_cast<int>(row.integer(14));
    newsletter.schedule.time_zone = row.string(15);
    newsletter.schedule.when_missing = TRY(when_missing_from(row.text(16)));
    newsletter.counts_links = row.integer(17) != 0;
    return newsletter;
}

Result<std::optional<Newsletter>> read_one(Result<db::Cursor> answer)
{
    auto rows = TRY(std::move(answer));
    if (!TRY(rows.next()))
        return std::optional<Newsletter>();
    auto newsletter = TRY(read_newsletter(rows));
    return std::optional(std::move(newsletter));
}

Result<void> check_schedule(IssueSchedule const& schedule)
{
    if (schedule.weekday < 0 || schedule.weekday > 7)
        return invalid(fmt::format("weekday: {} is not 1 (Monday) to 7, or 0", schedule.weekday));
    if (schedule.minute < 0 || schedule.minute >= 24 * 60)
        return invalid(fmt::format("minute: {} is not within a day", schedule.minute));
    if (!text::TimeZone::find(schedule.time_zone).ok())
        return invalid(
            fmt::format("time_zone: \"{}\" is no IANA time zone, such as Europe/Warsaw", schedule.time_zone));
    return {};
}

Result<void> check_sender(Newsletter const& newsletter)
{
    TRY(check_text("sender_name", newsletter.sender_name, 200));
    if (newsletter.sender_name.find_first_of("\t\n\r") != std::string::npos)
        return invalid("sender_name: it is one line");
    auto const& address = newsletter.sender_address;
    TRY(check_text("sender_address", address, 254));
    if (!address.empty()
        && (address.find('@') == std::string::npos
            || address.find_first_of(" \t\r\n<>\",;") != std::string::npos))
        return invalid(
            fmt::format("sender_address: \"{}\" is no address such as letters@paper.example", address));
    return {};
}

Result<void> check(db::Connection& connection, Newsletter const& newsletter)
{
    TRY(check_slug(newsletter.slug, 100));
    if (is_reserved_newsletter_slug(newsletter.slug))
        return invalid(fmt::format("slug: \"{}\" is the name of a form", newsletter.slug));
    TRY(check_language("language", newsletter.language));
    TRY(check_required_text("name", newsletter.name, 200));
    TRY(check_text("pitch", newsletter.pitch, 2'000));
    TRY(check_text("frequency", newsletter.frequency, 200));
    TRY(check_text("policy", newsletter.policy, 100));
    TRY(check_link("policy_path", newsletter.policy_path));
    TRY(check_sender(newsletter));
    TRY(check_schedule(newsletter.schedule));
    if (auto const other = TRY(Newsletters(connection).by_slug(newsletter.slug));
        other && other->number != newsletter.number)
        return Error{ErrorCode::conflict,
            fmt::format(
                "slug: \"{}\" belongs to the newsletter \"{}\" already", newsletter.slug, other->name)};
    return {};
}

Result<std::string> insert(Change& change, Newsletter const& newsletter)
{
    if (TRY(Newsletters(change.connection()).all()).size() >= Newsletters::most)
        return Error{ErrorCode::limit,
            fmt::format("there are {} newsletters, the most there can be", Newsletters::most)};
    auto const edition = TRY(change.edition());
    auto const id = newsletter.id.empty() ? new_id(change.clock(), change.random()) : newsletter.id;
    TRY(change.connection().execute(
        "INSERT INTO newsletters (id, slug, language, status, position, name, pitch, frequency, policy, "
        "policy_path, sender_name, sender_address, weekday, minute, time_zone, when_missing, counts_links, "
        "edition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        {id, newsletter.slug, newsletter.language, name_of(newsletter.status), newsletter.position,
            newsletter.name, newsletter.pitch, newsletter.frequency, newsletter.policy,
            newsletter.policy_path, newsletter.sender_name, newsletter.sender_address,
            newsletter.schedule.weekday, newsletter.schedule.minute, newsletter.schedule.time_zone,
            name_of(newsletter.schedule.when_missing), newsletter.counts_links, edition}));
    return id;
}

Result<void> update(Change& change, Newsletter const& newsletter)
{
    auto const edition = TRY(change.edition());
    TRY(change.connection().execute(
        "UPDATE newsletters SET slug = $1, language = $2, status = $3, position = $4, name = $5, pitch = $6, "
        "frequency = $7, policy = $8, policy_path = $9, sender_name = $10, sender_address = $11, "
        "weekday = $12, minute = $13, time_zone = $14, when_missing = $15, counts_links = $16, edition = $17 "
        "WHERE number = $18",
        {newsletter.slug, newsletter.language, name_of(newsletter.status), newsletter.position,
            newsletter.name, newsletter.pitch, newsletter.frequency, newsletter.policy,
            newsletter.policy_path, newsletter.sender_name, newsletter.sender_address,
            newsletter.schedule.weekday, newsletter.schedule.minute, newsletter.schedule.time_zone,
            name_of(newsletter.schedule.when_missing), newsletter.counts_links, edition, newsletter.number}));
    return {};
}

} // namespace

std::string_view name_of(Newsletter::Status status)
{
    switch (status) {
    case Newsletter::Status::draft:
        return "draft";
    case Newsletter::Status::open:
        return "open";
    case Newsletter::Status::closed:
        return "closed";
    }
    return "";
}

Result<Newsletter::Status> newsletter_status_from(std::string_view name)
{
    for (auto status : {Newsletter::Status::draft, Newsletter::Status::open, Newsletter::Status::closed})
        if (name == name_of(status))
            return status;
    return invalid(fmt::format("status: \"{}\" is not draft, open or closed", name));
}

std::string_view name_of(IssueSchedule::WhenMissing what)
{
    return what == IssueSchedule::WhenMissing::hold ? "hold" : "send";
}

Result<IssueSchedule::WhenMissing> when_missing_from(std::string_view name)
{
    for (auto what : {IssueSchedule::WhenMissing::hold, IssueSchedule::WhenMissing::send})
        if (name == name_of(what))
            return what;
    return invalid(fmt::format("when_missing: \"{}\" is not hold or send", name));
}

Result<std::vector<Newsletter>> Newsletters::all() const
{
    std::vector<Newsletter> newsletters;
    auto rows = TRY(connection_.query(NEWSLETTER_QUERY "ORDER BY position, slug"));
    while (TRY(rows.next()))
        newsletters.push_back(TRY(read_newsletter(rows)));
    return newsletters;
}

Result<std::optional<Newsletter>> Newsletters::by_slug(std::string_view slug) const
{
    return read_one(connection_.query(NEWSLETTER_QUERY "WHERE slug = $1", {slug}));
}

Result<Newsletter> Newsletters::by_id(std::string_view id) const
{
    auto found = TRY(read_one(connection_.query(NEWSLETTER_QUERY "WHERE id = $1", {id})));
    if (!found)
        return not_found("there is no such newsletter");
    return *std::move(found);
}

Result<std::string> Newsletters::save(Change& change, Newsletter const& newsletter)
{
    auto& connection = change.connection();
    TRY(check(connection, newsletter));
    if (newsletter.number == 0)
        return insert(change, newsletter);
    if (TRY(Newsletters(connection).by_id(newsletter.id)) != newsletter)
        TRY(update(change, newsletter));
    return newsletter.id;
}

} // namespace broadsheet::newsroom
