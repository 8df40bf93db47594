#include "newsletter/delivery/issue_copies.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "mail/fields.h"
#include "mail/message.h"
#include "newsletter/link_rule.h"
#include "newsletter/welcome.h"

#include <array>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::array<std::string_view, 1> places{token_place};

std::string with_token(std::string_view url, std::string_view token)
{
    auto const at = url.find(token_place);
    return std::string(url.substr(0, at)).append(token).append(url.substr(at + token_place.size()));
}

Result<void> check(RenderedIssue const& issue)
{
    if (issue.subjects.empty() || issue.subjects.front().empty())
        return invalid("the issue has no subject");
    for (auto const& subject : issue.subjects)
        TRY(mail::check_field("Subject", subject));
    for (auto const* value :
        {&issue.from.name, &issue.list_id, &issue.language, &issue.unsubscribe_url, &issue.archive_url})
        TRY(mail::check_field("head", *value));
    TRY(check_mail_links(issue.unsubscribe_url));
    if (issue.unsubscribe_url.find(token_place) == std::string::npos)
        return invalid("the issue's link for unsubscribing is the same for everybody");
    if (issue.from.address.domain.empty())
        return invalid("the newsletter has no sender: set its address");
    if (!is_valid_utf8(issue.text) || !is_valid_utf8(issue.html))
        return invalid("the issue's text is not UTF-8");
    return {};
}

} // namespace

IssueCopies::IssueCopies(RenderedIssue issue, std::vector<mail::DkimKey> keys, UtcMillis date)
    : issue_(std::move(issue))
    , keys_(std::move(keys))
    , signing_(mail::keys_for(keys_, issue_.from.address.domain))
    , date_(date)
    , mould_(
          {issue_.text, issue_.html, "part" + to_hex(sha256("boundary " + issue_.id)).substr(0, 32)}, places)
{
}

Result<IssueCopies> IssueCopies::make(RenderedIssue issue, std::vector<mail::DkimKey> keys, UtcMillis date)
{
    TRY(check(issue));
    return IssueCopies(std::move(issue), std::move(keys), date);
}

Result<IssueCopy> IssueCopies::make_for(
    mail::Address const& to, std::string_view subscription_id, std::string const& token, UtcMillis now) const
{
    auto const digest = sha256(fmt::format("{} {}", issue_.id, subscription_id));
    auto const subject = static_cast<unsigned char>(digest.back()) % issue_.subjects.size();
    std::string head;
    mail::append_address_field(head, "From", issue_.from.name, issue_.from.address);
    mail::append_address_field(head, "To", "", to);
    mail::append_text_field(head, "Subject", issue_.subjects[subject]);
    head += fmt::format("Date: {}\r\nMessage-ID: <{}@{}>\r\n", mail::format_date(date_),
        to_hex(digest).substr(0, 32), issue_.from.address.domain);
    mail::append_text_field(head, "Content-Language", issue_.language);
    mail::append_structured_field(head, "List-Id", fmt::format("<{}>", issue_.list_id));
    mail::append_structured_field(
        head, "List-Unsubscribe", fmt::format("<{}>", with_token(issue_.unsubscribe_url, token)));
    mail::append_structured_field(head, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    if (!issue_.archive_url.empty())
        mail::append_structured_field(head, "Archived-At", fmt::format("<{}>", issue_.archive_url));
    if (newsletter_of_welcome(issue_.id)) // https://www.rfc-editor.org/rfc/rfc3834#section-5
        mail::append_structured_field(head, "Auto-Submitted", "auto-generated");
    head += mould_.fields();
    std::vector<std::string> const values{token};
    auto body = mould_.pour(values);
    IssueCopy copy;
    copy.head = TRY(mail::dkim_signatures(signing_, head, body.hash, now));
    copy.head += head;
    copy.head += "\r\n";
    copy.body = std::move(body.bytes);
    return copy;
}

} // namespace broadsheet::newsletter
