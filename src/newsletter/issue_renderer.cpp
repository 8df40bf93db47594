#include "newsletter/issue_renderer.h"

#include "base/embedded.h"
#include "newsletter/counted_links.h"
#include "newsletter/mail_html.h"
#include "newsletter/subscriptions.h"
#include "newsletter/welcome.h"
#include "newsroom/articles.h"
#include "newsroom/paths.h"
#include "newsroom/taxonomy.h"
#include "site/metadata.h"
#include "text/dates.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_newsletter(); // cmake/Embed.cmake

namespace newsletter {

namespace {

using newsroom::Issue;
using newsroom::Newsletter;
using newsroom::Settings;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr int column = 600; // pixels

// What an issue is written from.
struct Parts {
    db::Connection& connection;
    Settings settings;
    Newsletter newsletter;
    Issue const& issue;
    std::vector<newsroom::Tag> tags;
    CountedLinks* links; // nullptr: they stay as they are
};

std::string link_to(Parts const& parts, std::string const& url, std::string_view words)
{
    return parts.links ? parts.links->address_of(url, words) : url;
}

std::string form_url(Parts const& parts, std::string_view form)
{
    return fmt::format("{}{}{}/{}/", parts.settings.url,
        newsroom::newsletters_path(parts.settings, parts.newsletter.language), form, token_place);
}

std::string name_of_section(Parts const& parts, newsroom::Article const& article)
{
    auto const found = std::ranges::find_if(
        parts.tags, [&](newsroom::Tag const& tag) { return article.section == tag.number; });
    return found == parts.tags.end() ? "" : found->in(article.language).name;
}

// The first article alone has a picture: a mail is read where pictures are off, and on slow lines.
Result<void> add_picture(Parts const& parts, newsroom::Article const& article, Map& fields)
{
    if (article.picture.path.empty())
        return {};
    fields.set("picture", site::absolute_url(parts.settings, article.picture.path));
    fields.set("picture_alt", article.picture.alt);
    auto rows = TRY(
        parts.connection.query("SELECT width, height FROM media WHERE path = $1", {article.picture.path}));
    if (TRY(rows.next()) && rows.integer(0) > 0)
        fields.set("picture_height", rows.integer(1) * column / rows.integer(0));
    return {};
}

Result<Value> articles_value(Parts const& parts)
{
    Array list;
    for (auto const& entry : parts.issue.articles) {
        auto const article = TRY(newsroom::Articles(parts.connection).by_number(entry.article));
        if (article.status != newsroom::Status::published)
            continue;
        auto const url
            = parts.settings.url + newsroom::article_path(parts.settings, article.language, article.slug);
        Map fields{{"title", article.title}, {"line", entry.line.empty() ? article.standfirst : entry.line},
            {"kicker", name_of_section(parts, article)}, {"url", link_to(parts, url, article.title)}};
        if (list.size() == 0)
            TRY(add_picture(parts, article, fields));
        list.push_back(Value::make<Map>(std::move(fields)));
    }
    return Value::make<Array>(std::move(list));
}

// "weekly.paper.example" (https://www.rfc-editor.org/rfc/rfc2919).
std::string list_id(Parts const& parts)
{
    auto host = parts.settings.url.substr(parts.settings.url.find("://") + 3);
    return parts.newsletter.slug + "." + host.substr(0, host.find_first_of(":/"));
}

Map frame_fields(Parts const& parts, UtcMillis now, text::TimeZone const& zone)
{
    auto const& language = parts.newsletter.language;
    Map fields{{"subject", parts.issue.subject}, {"preheader", parts.issue.preheader},
        {"direction", Value::borrow(text::direction_of(language))},
        {"date",
            text::format_long_date(
                parts.issue.sent_at.value_or(parts.issue.due_at.value_or(now)), zone, language)},
        {"leave_url", form_url(parts, "leave")}, {"yours_url", form_url(parts, "yours")}};
    fields.set("newspaper",
        Value::make<Map>(Map{{"name", std::string(parts.settings.title_in(language))},
            {"url", parts.settings.url + newsroom::home_path(parts.settings, language)}}));
    fields.set("newsletter", Value::make<Map>(Map{{"name", parts.newsletter.name}}));
    return fields;
}

Result<RenderedIssue> begin(Parts const& parts)
{
    RenderedIssue rendered;
    rendered.id = parts.issue.id;
    rendered.subjects = {parts.issue.subject};
    for (auto const& subject : parts.issue.further_subjects)
        rendered.subjects.push_back(subject);
    rendered.language = parts.newsletter.language;
    rendered.from.name = parts.newsletter.sender_name;
    rendered.from.address = TRY(mail::parse_address(parts.newsletter.sender_address));
    rendered.list_id = list_id(parts);
    rendered.unsubscribe_url = form_url(parts, "leave");
    if (!parts.issue.slug.empty())
        rendered.archive_url = parts.settings.url
            + newsroom::newsletter_path(parts.settings, parts.newsletter.language, parts.newsletter.slug)
            + parts.issue.slug + "/";
    return rendered;
}

// The appeal in force; null where there is none.
Result<Value> appeal_value(Parts const& parts, site::ViewSet const& views)
{
    auto const& language = parts.newsletter.language;
    std::optional<IssueAppeal> appeal;
    if (parts.issue.with_appeal)
        appeal = TRY(appeal_for_issue(parts.connection, language));
    if (!appeal)
        return Value();
    auto const& url = parts.settings.url;
    auto button = appeal->button.empty() ? views.translated(language, "Support us") : appeal->button;
    auto leads_to = link_to(parts, appeal->url, button);
    return Value::make<Map>(Map{{"heading", appeal->heading}, {"html", for_mail(appeal->html, url)},
        {"text", text_with_links(appeal->html, url)}, {"button", std::move(button)},
        {"url", std::move(leads_to)}});
}

Result<void> check_length(RenderedIssue const& rendered)
{
    if (rendered.html.size() <= MailLimits::html)
        return {};
    return Error{ErrorCode::limit,
        fmt::format("the issue has {} kB of HTML, and a large mail provider hides what is behind 102: "
                    "leave out articles, or shorten the introduction",
            rendered.html.size() / 1'000)};
}

} // namespace

Result<IssueRenderer> IssueRenderer::load()
{
    return IssueRenderer(TRY(site::ViewSet::load(embedded_newsletter())));
}

Result<RenderedIssue> IssueRenderer::render(
    db::Connection& connection, std::string_view issue_id, UtcMillis now) const
{
    if (auto const newsletter = newsletter_of_welcome(issue_id)) {
        auto const letter = TRY(welcome_as_issue(connection, *newsletter));
        return render(connection, letter, now);
    }
    auto const issue = TRY(newsroom::Issues(connection).by_id(issue_id));
    return render(connection, issue, now);
}

Result<RenderedIssue> IssueRenderer::render(
    db::Connection& connection, newsroom::Issue const& issue, UtcMillis now, Links links) const
{
    auto newsletter = TRY(newsroom::Newsletters(connection).by_id(issue.newsletter));
    auto settings = TRY(newsroom::load_settings(connection));
    auto tags = TRY(newsroom::Tags(connection).all());
    bool const is_counted = newsletter.counts_links && !newsletter_of_welcome(issue.id);
    CountedLinks counted(settings.url, issue.number);
    Parts const parts{connection, std::move(settings), std::move(newsletter), issue, std::move(tags),
        is_counted && links == Links::as_mailed ? &counted : nullptr};
    auto const zone = TRY(text::TimeZone::find(parts.newsletter.schedule.time_zone));
    auto const& url = parts.settings.url;
    auto rendered = TRY(begin(parts));
    auto const introduction = parts.links ? counted.in(issue.introduction) : issue.introduction;
    auto fields = frame_fields(parts, now, zone);
    fields.set("web_url", rendered.archive_url);
    fields.set("counts_links", is_counted);
    fields.set("articles", TRY(articles_value(parts)));
    fields.set("appeal", TRY(appeal_value(parts, views_)));
    site::ViewSet::Frame frame{parts.newsletter.language, zone};
    frame.data.set("language", parts.newsletter.language);
    fields.set("introduction", for_mail(introduction, url));
    rendered.html = TRY(views_.render("issue", fields, frame));
    fields.set("introduction", text_with_links(introduction, url));
    rendered.text = TRY(views_.render("issue-text", fields, frame));
    rendered.links = counted.all();
    TRY(check_length(rendered));
    return rendered;
}

} // namespace newsletter

} // namespace broadsheet
