#include "newsletter/compose.h"

#include "base/log.h"
#include "html/plain_text.h"
#include "newsletter/delivery/kept_issue.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/issue_links.h"
#include "newsletter/issue_weeks.h"
#include "newsletter/link_rule.h"
#include "newsletter/schedule.h"
#include "newsletter/suggestion.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"
#include "text/dates.h"
#include "text/time_zone.h"

#include <fmt/format.h>

namespace broadsheet::newsletter {

using newsroom::Change;
using newsroom::Issue;
using newsroom::Issues;
using newsroom::IssueSchedule;
using newsroom::IssueStatus;
using newsroom::Newsletter;
using newsroom::Newsletters;

namespace {

constexpr std::size_t longest_suggestion = 120; // characters of a subject

// Makes the draft of the next issue when its time comes near, once a week, whatever becomes of it.
Result<void> prepare(Change& change, Newsletter const& newsletter)
{
    auto& connection = change.connection();
    auto const now = change.clock().now();
    auto const next = TRY(next_time(newsletter.schedule, now));
    if (!next || *next > now + suggested_ahead)
        return {};
    auto const week = TRY(week_of(newsletter.schedule, *next));
    if (TRY(is_taken(connection, newsletter, week)))
        return {};
    auto const issue = TRY(suggest_issue(connection, newsletter, now));
    return take_week(change, newsletter.id, week, TRY(Issues::save(change, issue)));
}

// Whether the issue is there and can still be worked on.
Result<bool> is_unsent(db::Connection& connection, std::string_view id)
{
    auto rows = TRY(
        connection.query("SELECT 1 FROM issues WHERE id = $1 AND status NOT IN ('sent', 'cancelled')", {id}));
    return TRY(rows.next());
}

// One issue that cannot set out keeps no other one back.
void log_trouble(std::string_view what, Result<void> const& done)
{
    if (!done)
        log_error("the issue {} waits: {}", what, done.error().message);
}

// What nobody has approved: brought up to date, if nobody has touched it either.
Result<void> without_approval(Change& change, Issue issue, SetOut const& set_out_issue)
{
    auto& connection = change.connection();
    auto const newsletter = TRY(Newsletters(connection).by_id(issue.newsletter));
    if (newsletter.schedule.when_missing == IssueSchedule::WhenMissing::send) {
        if (issue.is_suggested) {
            auto const newest = TRY(suggest_issue(connection, newsletter, change.clock().now()));
            issue.subject = newest.subject;
            issue.preheader = newest.preheader;
            issue.articles = newest.articles;
        }
        return set_out(change, std::move(issue), set_out_issue);
    }
    issue.status = IssueStatus::held;
    TRY(Issues::save(change, issue));
    return {};
}

// Holds what could not be sent as it is, until somebody looks at it.
Result<void> hold(Change& change, std::string const& id)
{
    auto issue = TRY(Issues(change.connection()).by_id(id));
    if (issue.status != IssueStatus::draft && issue.status != IssueStatus::approved)
        return {};
    issue.status = IssueStatus::held;
    TRY(Issues::save(change, issue));
    return {};
}

// An issue may hold articles that are published only by its time; where all were withdrawn, it is empty.
Result<void> check_readable(db::Connection& connection, Issue const& issue)
{
    for (auto const& entry : issue.articles) {
        if (TRY(newsroom::Articles(connection).by_number(entry.article)).status
            == newsroom::Status::published)
            return {};
    }
    return issue.articles.empty() ? Result<void>()
                                  : invalid("articles: readers can read none of the issue's");
}

} // namespace

Result<void> check_complete(db::Connection& connection, Issue const& issue)
{
    if (issue.subject.empty())
        return invalid("subject: an issue has one");
    if (issue.articles.empty() && issue.introduction.empty())
        return invalid("articles: there is nothing in the issue");
    auto const newsletter = TRY(Newsletters(connection).by_id(issue.newsletter));
    if (newsletter.sender_address.empty())
        return invalid("sender_address: the newsletter has no sender yet: see its settings");
    if (newsletter.status != Newsletter::Status::open)
        return invalid("status: the newsletter is not open");
    return check_mail_links(TRY(newsroom::load_settings(connection)).url);
}

Result<Issue> suggest_issue(db::Connection& connection, Newsletter const& newsletter, UtcMillis now)
{
    Issue issue;
    issue.newsletter = newsletter.id;
    issue.is_suggested = true;
    issue.due_at = TRY(next_time(newsletter.schedule, now));
    for (auto const& candidate : TRY(find_candidates(connection, newsletter, now))) {
        if (issue.articles.size() == SuggestionLimits::articles)
            break;
        if (issue.articles.empty())
            issue.subject = html::excerpt_of_characters(candidate.title, longest_suggestion);
        else if (issue.articles.size() == 1)
            issue.preheader = html::excerpt_of_characters(candidate.title, longest_suggestion);
        issue.articles.push_back({candidate.article, ""});
    }
    return issue;
}

Result<std::string> begin_issue(Change& change, Newsletter const& newsletter)
{
    auto& connection = change.connection();
    auto issue = TRY(suggest_issue(connection, newsletter, change.clock().now()));
    issue.is_suggested = false;
    if (!issue.due_at)
        return Issues::save(change, issue);
    auto const week = TRY(week_of(newsletter.schedule, *issue.due_at));
    auto const made = TRY(issue_made_for(connection, newsletter.id, week));
    if (made) {
        if (TRY(is_unsent(connection, *made)))
            return *made;
        issue.due_at.reset(); // one more than the week's: it goes out when somebody says so
    }
    auto id = TRY(Issues::save(change, issue));
    if (!made)
        TRY(take_week(change, newsletter.id, week, id));
    return id;
}

SetOut hand_to_delivery(IssueRenderer const& renderer)
{
    return [&renderer](Change& change, Issue const& saved) -> Result<void> {
        auto& connection = change.connection();
        auto const issue = TRY(Issues(connection).by_id(saved.id)); // with the slug it was given
        auto const rendered = TRY(renderer.render(connection, issue, change.clock().now(), Links::as_mailed));
        auto const send = TRY(Sends(connection, change.clock()).begin(issue.newsletter, issue.id));
        TRY(keep_links(connection, issue.number, rendered.links));
        return keep_issue(connection, send, rendered);
    };
}

Result<void> set_out(Change& change, Issue issue, SetOut const& set_out_issue)
{
    if (issue.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "this issue was sent already"};
    TRY(check_complete(change.connection(), issue));
    TRY(check_readable(change.connection(), issue));
    issue.status = IssueStatus::sent;
    issue.sent_at = change.clock().now();
    auto const newsletter = TRY(Newsletters(change.connection()).by_id(issue.newsletter));
    auto const zone = TRY(text::TimeZone::find(newsletter.schedule.time_zone));
    issue.slug = text::format_iso_date(*issue.sent_at, zone); // the day it was planned for may not have come
    TRY(Issues::save(change, issue));
    return set_out_issue(change, issue);
}

Result<void> keep_schedules(
    db::Connection& connection, Clock const& clock, Random& random, SetOut const& set_out_issue)
{
    for (auto const& newsletter : TRY(Newsletters(connection).all()))
        if (newsletter.status == Newsletter::Status::open && newsletter.schedule.weekday != 0)
            log_trouble(newsletter.slug, newsroom::change(connection, clock, random, [&](Change& change) {
                return prepare(change, newsletter);
            }));
    for (auto const& id : TRY(Issues(connection).due(clock.now()))) {
        auto const send = [&](Change& change) -> Result<void> {
            auto issue = TRY(Issues(change.connection()).by_id(id));
            bool const is_due = issue.due_at && *issue.due_at <= change.clock().now();
            if (issue.status == IssueStatus::draft && is_due)
                return without_approval(change, std::move(issue), set_out_issue);
            if (issue.status != IssueStatus::approved || !is_due)
                return {}; // another program was faster
            return set_out(change, std::move(issue), set_out_issue);
        };
        auto const done = newsroom::change(connection, clock, random, send);
        log_trouble(id, done);
        if (!done && (done.error().code == ErrorCode::invalid || done.error().code == ErrorCode::limit))
            log_trouble(id, newsroom::change(connection, clock, random, [&](Change& change) {
                return hold(change, id);
            }));
    }
    return {};
}

} // namespace broadsheet::newsletter
