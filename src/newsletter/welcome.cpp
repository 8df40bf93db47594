#include "newsletter/welcome.h"

#include "base/day.h"
#include "newsletter/link_rule.h"
#include "newsroom/checks.h"
#include "newsroom/settings.h"

namespace broadsheet::newsletter {

namespace {

constexpr std::string_view prefix = "welcome:";

constexpr std::size_t longest_subject = 500; // bytes
constexpr std::size_t longest_body = 20'000;

Result<void> check_sendable(
    db::Connection& connection, newsroom::Newsletter const& newsletter, WelcomeLetter const& letter)
{
    if (letter.subject.empty())
        return invalid("welcome_subject: a welcome letter has a subject");
    if (letter.body.empty())
        return invalid("welcome_text: a welcome letter has a text");
    if (newsletter.sender_address.empty())
        return invalid("sender_address: a welcome letter has a sender");
    return check_mail_links(TRY(newsroom::load_settings(connection)).url);
}

Result<bool> has_welcome(db::Connection& connection, std::string_view newsletter)
{
    auto rows
        = TRY(connection.query("SELECT 1 FROM newsletters n JOIN welcome_letters w ON w.newsletter = n.id "
                               "WHERE n.id = $1 AND n.status = 'open' AND w.is_on = 1",
            {newsletter}));
    return TRY(rows.next());
}

} // namespace

Result<WelcomeLetter> load_welcome(db::Connection& connection, std::string_view newsletter)
{
    auto rows = TRY(connection.query(
        "SELECT is_on, subject, body FROM welcome_letters WHERE newsletter = $1", {newsletter}));
    if (!TRY(rows.next()))
        return WelcomeLetter();
    return WelcomeLetter{rows.integer(0) != 0, rows.string(1), rows.string(2)};
}

Result<void> save_welcome(
    db::Connection& connection, newsroom::Newsletter const& newsletter, WelcomeLetter const& letter)
{
    TRY(newsroom::check_text("welcome_subject", letter.subject, longest_subject));
    if (letter.subject.find_first_of("\t\n\r") != std::string::npos)
        return invalid("welcome_subject: it is one line");
    TRY(newsroom::check_text("welcome_text", letter.body, longest_body));
    if (letter.is_on)
        TRY(check_sendable(connection, newsletter, letter));
    TRY(connection.execute(
        "INSERT INTO welcome_letters (newsletter, is_on, subject, body) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (newsletter) DO UPDATE SET is_on = excluded.is_on, subject = excluded.subject, "
        "body = excluded.body",
        {newsletter.id, letter.is_on, letter.subject, letter.body}));
    return {};
}

std::string welcome_id(std::string_view newsletter)
{
    return std::string(prefix).append(newsletter);
}

std::optional<std::string_view> newsletter_of_welcome(std::string_view issue)
{
    if (!issue.starts_with(prefix))
        return std::nullopt;
    return issue.substr(prefix.size());
}

Result<newsroom::Issue> welcome_as_issue(db::Connection& connection, std::string_view newsletter)
{
    auto letter = TRY(load_welcome(connection, newsletter));
    newsroom::Issue issue;
    issue.id = welcome_id(newsletter);
    issue.newsletter = newsletter;
    issue.subject = std::move(letter.subject);
    issue.introduction = std::move(letter.body);
    issue.with_appeal = false;
    return issue;
}

Result<void> greet(db::Connection& connection, Clock const& clock, std::string_view newsletter,
    newsroom::Number subscription)
{
    if (!TRY(has_welcome(connection, newsletter)))
        return {};
    auto const issue = welcome_id(newsletter);
    auto const today = start_of(day_of(clock.now()));
    TRY(connection.execute(
        "INSERT INTO sends (issue, newsletter, status, last_subscription, total, started_at) "
        "VALUES ($1, $2, 'finished', 0, 0, $3) ON CONFLICT (issue) DO NOTHING",
        {issue, newsletter, today}));
    auto const added = TRY(connection.execute(
        "INSERT INTO deliveries (send, subscription, status) SELECT number, CAST($2 AS BIGINT), 'queued' "
        "FROM sends WHERE issue = $1 ON CONFLICT (send, subscription) DO NOTHING",
        {issue, subscription}));
    if (added > 0)
        TRY(connection.execute(
            "UPDATE sends SET total = total + 1, queued = queued + 1, started_at = $2, "
            "status = CASE WHEN status = 'finished' THEN 'running' ELSE status END WHERE issue = $1",
            {issue, today}));
    return {};
}

} // namespace broadsheet::newsletter
