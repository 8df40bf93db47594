#include "newsletter/compose.h"

#include "html/plain_text.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/link_rule.h"
#include "newsletter/schedule.h"
#include "newsletter/suggestion.h"
#include "newsroom/settings.h"

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

// Makes the draft of the next issue when its time comes near, once.
Result<void> prepare(Change& change, Newsletter const& newsletter)
{
    auto& connection = change.connection();
    auto const now = change.clock().now();
    auto const next = TRY(next_time(newsletter.schedule, now));
    if (!next || *next > now + suggested_ahead)
        return {};
    auto rows = TRY(connection.query(
        "SELECT 1 FROM issues WHERE newsletter = $1 AND due_at = $2", {newsletter.id, *next}));
    if (TRY(rows.next()))
        return {};
    auto const issue = TRY(suggest_issue(connection, newsletter, now));
    TRY(Issues::save(change, issue));
    return {};
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
        if (check_complete(connection, issue).ok())
            return set_out(change, std::move(issue), set_out_issue);
    }
    issue.status = IssueStatus::held;
    TRY(Issues::save(change, issue));
    return {};
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

Result<void> hand_to_delivery(Change& change, Issue const& issue)
{
    TRY(Sends(change.connection(), change.clock()).begin(issue.newsletter, issue.id));
    return {};
}

Result<void> set_out(Change& change, Issue issue, SetOut const& set_out_issue)
{
    if (issue.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "this issue was sent already"};
    TRY(check_complete(change.connection(), issue));
    issue.status = IssueStatus::sent;
    issue.sent_at = change.clock().now();
    TRY(Issues::save(change, issue));
    return set_out_issue(change, issue);
}

Result<void> keep_schedules(
    db::Connection& connection, Clock const& clock, Random& random, SetOut const& set_out_issue)
{
    for (auto const& newsletter : TRY(Newsletters(connection).all()))
        if (newsletter.status == Newsletter::Status::open && newsletter.schedule.weekday != 0)
            TRY(newsroom::change(
                connection, clock, random, [&](Change& change) { return prepare(change, newsletter); }));
    for (auto const& id : TRY(Issues(connection).due(clock.now()))) {
        auto const send = [&](Change& change) -> Result<void> {
            auto issue = TRY(Issues(change.connection()).by_id(id));
            bool const is_due = issue.due_at && *issue.due_at <= change.clock().now();
            if (issue.status == IssueStatus::draft && is_due)
                return without_approval(change, std::move(issue), set_out_issue);
            if (issue.status != IssueStatus::approved || !is_due)
                return {}; // another program was faster
            if (check_complete(change.connection(), issue).ok())
                return set_out(change, std::move(issue), set_out_issue);
            issue.status = IssueStatus::held;
            TRY(Issues::save(change, issue));
            return {};
        };
        TRY(newsroom::change(connection, clock, random, send));
    }
    return {};
}

} // namespace broadsheet::newsletter
