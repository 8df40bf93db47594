// The last look at an issue that is saved, before it is approved or sent: what goes, to how many.
#include "admin/pages/issue_release.h"
#include "admin/pages/newsletter_view.h"
#include "admin/pages/pages.h"
#include "admin/pages/taxonomy_form.h"
#include "newsletter/compose.h"
#include "newsletter/issue_renderer.h"
#include "newsletter/mail_trouble.h"
#include "newsletter/subscriptions.h"
#include "newsroom/newsletters.h"

#include <algorithm>

namespace broadsheet::admin {

namespace {

using newsroom::Issue;
using newsroom::Issues;
using newsroom::IssueStatus;
using staff::Act;
using templates::Map;

std::string_view name_of(Release release)
{
    return release == Release::approve ? "approve" : "send";
}

// "2026-12-04 09:00" of "2026-12-04T09:00:00".
std::string as_read(std::string time)
{
    constexpr std::size_t minutes = 16;
    std::ranges::replace(time, 'T', ' ');
    return time.substr(0, minutes);
}

Result<http::Response> show_issue(Visit const& visit, Issue const& issue, Release release, Error const* error)
{
    auto const newsletter = TRY(newsroom::Newsletters(visit.connection).by_id(issue.newsletter));
    auto const zone = TRY(text::TimeZone::find(newsletter.schedule.time_zone));
    auto const readers
        = TRY(newsletter::Subscriptions(visit.connection, visit.services.clock, visit.services.random)
                  .count(newsletter.id));
    Map fields{{"page_title", issue.subject}, {"path", issue_path(issue)}, {"newsletter", newsletter.name},
        {"newsletter_id", newsletter.id}, {"subject", issue.subject}, {"preheader", issue.preheader},
        {"version", issue.updated_at}, {"readers", readers}, {"articles", issue.articles.size()},
        {"zone", std::string(zone.name())}, {"is_send", release == Release::send},
        {"due", issue.due_at ? as_read(local_time(*issue.due_at, zone)) : ""},
        {"is_unlocked", visit.services.custody.is_unlocked()}};
    auto const trouble
        = newsletter::mail_trouble(TRY(mail::load_configuration(visit.connection)), newsletter);
    fields.set("has_no_relay", trouble.has_no_relay);
    fields.set("is_unsigned", trouble.is_unsigned);
    return error == nullptr ? visit.page("issue-release", std::move(fields))
                            : visit.refused("issue-release", std::move(fields), *error);
}

Result<http::Response> show(Visit& visit, Release release)
{
    auto const issue = TRY(Issues(visit.connection).by_id(visit.part(0)));
    auto const ready = check_ready(visit, visit.connection, issue, release);
    return show_issue(visit, issue, release, ready.ok() ? nullptr : &ready.error());
}

// What goes out is what was looked at.
Result<void> release_as_seen(Visit const& visit, newsroom::Change& change, Release release)
{
    auto issue = TRY(Issues(change.connection()).by_id(visit.part(0)));
    if (visit.field("version") != std::to_string(issue.updated_at))
        return Error{ErrorCode::conflict, "The issue was changed meanwhile: look at it once more."};
    TRY(check_ready(visit, change.connection(), issue, release));
    if (release == Release::send)
        return newsletter::set_out(change, issue, newsletter::hand_to_delivery(visit.services.issues));
    issue.status = IssueStatus::approved;
    issue.approved_by = visit.account().name;
    TRY(Issues::save(change, issue));
    return {};
}

Result<http::Response> let_go(Visit& visit, Release release)
{
    auto const issue = TRY(Issues(visit.connection).by_id(visit.part(0)));
    auto const released = change_and_tell(visit, "issue." + std::string(name_of(release)), issue.id,
        issue.subject, [&](newsroom::Change& change) { return release_as_seen(visit, change, release); });
    if (!released.ok())
        return show_issue(
            visit, TRY(Issues(visit.connection).by_id(visit.part(0))), release, &released.error());
    return visit.redirect(issue_path(issue), release == Release::send ? "set-out" : "approved");
}

Result<http::Response> show_approval(Visit& visit)
{
    return show(visit, Release::approve);
}

Result<http::Response> approve(Visit& visit)
{
    return let_go(visit, Release::approve);
}

Result<http::Response> show_send(Visit& visit)
{
    return show(visit, Release::send);
}

Result<http::Response> send(Visit& visit)
{
    return let_go(visit, Release::send);
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/issues/{}/approve/", Act::send_newsletters, show_approval},
    {http::Method::post, "/admin/issues/{}/approve/", Act::send_newsletters, approve},
    {http::Method::get, "/admin/issues/{}/send/", Act::send_newsletters, show_send},
    {http::Method::post, "/admin/issues/{}/send/", Act::send_newsletters, send},
};

} // namespace

std::optional<Release> release_from(std::string_view name)
{
    for (auto release : {Release::approve, Release::send})
        if (name_of(release) == name)
            return release;
    return {};
}

std::string release_path(Issue const& issue, Release release)
{
    return issue_path(issue) + std::string(name_of(release)) + "/";
}

Result<void> check_ready(Visit const& visit, db::Connection& connection, Issue const& issue, Release release)
{
    if (issue.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "This issue was sent: it stays as it is."};
    TRY(newsletter::check_complete(connection, issue));
    if (release == Release::approve && !issue.due_at)
        return invalid("due: an issue that goes out by itself has a time");
    if (release == Release::approve && *issue.due_at <= visit.services.clock.now())
        return invalid("due: this time is past: choose another, or send the issue now");
    TRY(visit.services.issues.render(
        connection, issue, visit.services.clock.now(), newsletter::Links::as_mailed));
    return {};
}

Routes issue_release_routes()
{
    return routes;
}

} // namespace broadsheet::admin
