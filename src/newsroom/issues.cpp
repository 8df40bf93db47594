#include "newsroom/issues.h"

#include "base/id.h"
#include "newsroom/checks.h"
#include "newsroom/newsletters.h"
#include "text/dates.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace broadsheet::newsroom {

namespace {

constexpr std::array<std::string_view, 5> status_names{"draft", "approved", "held", "sent", "cancelled"};

#define ISSUE_QUERY                                                                                          \
    "SELECT number, id, newsletter, slug, status, subject, preheader, introduction, with_appeal, "           \
    "is_suggested, due_at, approved_by, created_at, updated_at, sent_at FROM issues "

Result<Issue> read_issue(db::Cursor const& row)
{
    Issue issue;
    issue.number = row.integer(0);
    issue.id = row.string(1);
    issue.newsletter = row.string(2);
    issue.slug = row.string(3);
    issue.status = TRY(issue_status_from(row.text(4)));
    issue.subject = row.string(5);
    issue.preheader = row.string(6);
    issue.introduction = row.string(7);
    issue.with_appeal = row.integer(8) != 0;
    issue.is_suggested = row.integer(9) != 0;
    if (!row.is_null(10))
        issue.due_at = row.integer(10);
    issue.approved_by = row.string(11);
    issue.created_at = row.integer(12);
    issue.updated_at = row.integer(13);
    if (!row.is_null(14))
        issue.sent_at = row.integer(14);
    return issue;
}

Result<std::vector<Issue>> read_all(Result<db::Cursor> answer)
{
    std::vector<Issue> issues;
    auto rows = TRY(std::move(answer));
    while (TRY(rows.next()))
        issues.push_back(TRY(read_issue(rows)));
    return issues;
}

// Reads the one row a query answers with, and all that belongs to the issue.
Result<std::optional<Issue>> read_one(db::Connection& connection, Result<db::Cursor> answer)
{
    auto issues = TRY(read_all(std::move(answer)));
    if (issues.empty())
        return std::optional<Issue>();
    auto& issue = issues.front();
    auto entries = TRY(connection.query(
        "SELECT article, line FROM issue_articles WHERE issue = $1 ORDER BY position", {issue.number}));
    while (TRY(entries.next()))
        issue.articles.push_back({entries.integer(0), entries.string(1)});
    auto subjects = TRY(connection.query(
        "SELECT subject FROM issue_subjects WHERE issue = $1 ORDER BY position", {issue.number}));
    while (TRY(subjects.next()))
        issue.further_subjects.push_back(subjects.string(0));
    return std::optional(std::move(issue));
}

Result<void> check_line(std::string_view field, std::string_view text)
{
    TRY(check_text(field, text, IssueLimits::subject));
    if (text.find_first_of("\n\r\t") != std::string_view::npos)
        return invalid(fmt::format("{}: it is one line", field));
    return {};
}

Result<void> check_articles(db::Connection& connection, std::vector<Issue::Entry> const& articles)
{
    if (articles.size() > IssueLimits::articles)
        return invalid(fmt::format(
            "articles: {} are more than the {} of an issue", articles.size(), IssueLimits::articles));
    std::set<Number> seen;
    for (auto const& entry : articles) {
        TRY(check_text("line", entry.line, IssueLimits::line));
        if (!seen.insert(entry.article).second)
            return invalid("articles: one is there twice");
        auto rows = TRY(connection.query("SELECT 1 FROM articles WHERE number = $1", {entry.article}));
        if (!TRY(rows.next()))
            return invalid("articles: one is not there any more");
    }
    return {};
}

Result<void> check(db::Connection& connection, Issue const& issue)
{
    TRY(check_line("subject", issue.subject));
    if (issue.further_subjects.size() > IssueLimits::subjects)
        return invalid(fmt::format("further_subjects: at most {}", IssueLimits::subjects));
    for (auto const& subject : issue.further_subjects) {
        TRY(check_line("further_subjects", subject));
        TRY(check_required_text("further_subjects", subject, IssueLimits::subject));
    }
    TRY(check_line("preheader", issue.preheader));
    TRY(check_text("introduction", issue.introduction, IssueLimits::introduction));
    return check_articles(connection, issue.articles);
}

// Returns the issue's slug, or the day's where it has none or another issue has it.
Result<std::string> free_slug(Change& change, Issue const& issue, std::string const& zone_name)
{
    auto const zone = TRY(text::TimeZone::find(zone_name));
    auto const wanted = issue.slug.empty()
        ? text::format_iso_date(issue.due_at.value_or(change.clock().now()), zone)
        : issue.slug;
    TRY(check_slug(wanted, 100));
    Issues const issues(change.connection());
    for (int attempt = 1;; ++attempt) {
        auto const slug = attempt == 1 ? wanted : fmt::format("{}-{}", wanted, attempt);
        auto const other = TRY(issues.by_slug(issue.newsletter, slug));
        if (!other || other->number == issue.number)
            return slug;
    }
}

Result<void> save_lists(db::Connection& connection, Number number, Issue const& issue)
{
    TRY(connection.execute("DELETE FROM issue_articles WHERE issue = $1", {number}));
    for (std::size_t i = 0; i < issue.articles.size(); ++i)
        TRY(connection.execute(
            "INSERT INTO issue_articles (issue, position, article, line) VALUES ($1, $2, $3, $4)",
            {number, i, issue.articles[i].article, issue.articles[i].line}));
    TRY(connection.execute("DELETE FROM issue_subjects WHERE issue = $1", {number}));
    for (std::size_t i = 0; i < issue.further_subjects.size(); ++i)
        TRY(connection.execute("INSERT INTO issue_subjects (issue, position, subject) VALUES ($1, $2, $3)",
            {number, i, issue.further_subjects[i]}));
    return {};
}

Result<Number> insert(Change& change, Issue const& issue, newsroom::Edition edition)
{
    auto rows = TRY(change.connection().query(
        "INSERT INTO issues (id, newsletter, slug, status, subject, preheader, introduction, with_appeal, "
        "is_suggested, due_at, approved_by, created_at, updated_at, sent_at, edition) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING number",
        {issue.id, issue.newsletter, issue.slug, name_of(issue.status), issue.subject, issue.preheader,
            issue.introduction, issue.with_appeal, issue.is_suggested, issue.due_at, issue.approved_by,
            change.clock().now(), change.clock().now(), issue.sent_at, edition}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<void> update(Change& change, Issue const& issue, newsroom::Edition edition)
{
    TRY(change.connection().execute(
        "UPDATE issues SET slug = $1, status = $2, subject = $3, preheader = $4, introduction = $5, "
        "with_appeal = $6, is_suggested = $7, due_at = $8, approved_by = $9, updated_at = $10, sent_at = "
        "$11, "
        "edition = $12 WHERE number = $13",
        {issue.slug, name_of(issue.status), issue.subject, issue.preheader, issue.introduction,
            issue.with_appeal, issue.is_suggested, issue.due_at, issue.approved_by, issue.updated_at,
            issue.sent_at, edition, issue.number}));
    return {};
}

} // namespace

std::string_view name_of(IssueStatus status)
{
    return status_names[static_cast<std::size_t>(status)];
}

Result<IssueStatus> issue_status_from(std::string_view name)
{
    auto const found = std::find(status_names.begin(), status_names.end(), name);
    if (found == status_names.end())
        return invalid(fmt::format("status: no issue is \"{}\"", name));
    return static_cast<IssueStatus>(found - status_names.begin());
}

Result<Issue> Issues::by_id(std::string_view id) const
{
    auto found = TRY(read_one(connection_, connection_.query(ISSUE_QUERY "WHERE id = $1", {id})));
    if (!found)
        return not_found("there is no such issue");
    return *std::move(found);
}

Result<std::optional<Issue>> Issues::by_slug(std::string_view newsletter, std::string_view slug) const
{
    return read_one(connection_,
        connection_.query(ISSUE_QUERY "WHERE newsletter = $1 AND slug = $2", {newsletter, slug}));
}

Result<std::vector<Issue>> Issues::of(std::string_view newsletter, std::size_t most) const
{
    return read_all(connection_.query(ISSUE_QUERY "WHERE newsletter = $1 ORDER BY CASE WHEN sent_at IS NULL "
                                                  "THEN 0 ELSE 1 END, sent_at DESC, number DESC LIMIT $2",
        {newsletter, most}));
}

Result<std::vector<Issue>> Issues::sent(std::string_view newsletter, UtcMillis before, std::size_t most) const
{
    return read_all(
        connection_.query(ISSUE_QUERY "WHERE newsletter = $1 AND status = 'sent' AND sent_at < $2 "
                                      "ORDER BY sent_at DESC, number DESC LIMIT $3",
            {newsletter, before, most}));
}

Result<std::vector<std::string>> Issues::due(UtcMillis by) const
{
    std::vector<std::string> ids;
    auto rows = TRY(connection_.query("SELECT id FROM issues WHERE status IN ('draft', 'approved') AND "
                                      "due_at <= $1 ORDER BY due_at, number",
        {by}));
    while (TRY(rows.next()))
        ids.push_back(rows.string(0));
    return ids;
}

Result<std::optional<Issue>> Issues::next(std::string_view newsletter) const
{
    return read_one(connection_,
        connection_.query(ISSUE_QUERY "WHERE newsletter = $1 AND status IN ('draft', 'approved', 'held') "
                                      "AND due_at IS NOT NULL ORDER BY due_at, number LIMIT 1",
            {newsletter}));
}

Result<std::string> Issues::save(Change& change, Issue const& given)
{
    auto& connection = change.connection();
    TRY(check(connection, given));
    auto const newsletter = TRY(Newsletters(connection).by_id(given.newsletter));
    auto issue = given;
    issue.slug = TRY(free_slug(change, given, newsletter.schedule.time_zone));
    bool was_sent = false;
    if (given.number != 0) {
        auto const former = TRY(Issues(connection).by_id(given.id));
        was_sent = former.status == IssueStatus::sent;
        if (was_sent && issue.status != IssueStatus::sent)
            return Error{ErrorCode::conflict, "an issue that was sent stays sent"};
        issue.updated_at = std::max(change.clock().now(), former.updated_at + 1);
    } else if (given.id.empty())
        issue.id = new_id(change.clock(), change.random());
    bool const is_seen = was_sent || issue.status == IssueStatus::sent;
    auto const edition = is_seen ? TRY(change.edition()) : TRY(current_edition(connection));
    if (issue.number == 0)
        issue.number = TRY(insert(change, issue, edition));
    else
        TRY(update(change, issue, edition));
    TRY(save_lists(connection, issue.number, issue));
    return issue.id;
}

Result<void> Issues::remove(Change& change, std::string_view id)
{
    auto const issue = TRY(Issues(change.connection()).by_id(id));
    if (issue.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "an issue that was sent stays in the archive"};
    TRY(change.connection().execute("DELETE FROM issues WHERE number = $1", {issue.number}));
    return {};
}

} // namespace broadsheet::newsroom
