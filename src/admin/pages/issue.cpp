// An issue: its articles in order, each with its own line, and when it goes out.
#include "admin/pages/issue_release.h"
#include "admin/pages/newsletter_view.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/pages/taxonomy_form.h"
#include "admin/seen.h"
#include "base/encoding.h"
#include "mail/address.h"
#include "newsletter/compose.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/introduction.h"
#include "newsletter/issue_links.h"
#include "newsletter/issue_renderer.h"
#include "newsletter/suggestion.h"
#include "newsroom/articles.h"
#include "workflow/article_list.h"

namespace broadsheet::admin {

namespace {

using newsroom::Issue;
using newsroom::Issues;
using newsroom::IssueStatus;
using newsroom::Newsletter;
using staff::Act;
using templates::Map;

constexpr std::string_view pattern = "/admin/issues/{}/";
constexpr std::size_t most_offered = 60;
constexpr std::int64_t most_found = 20;

// What is edited, with what it belongs to.
struct Desk {
    Issue issue;
    Newsletter newsletter;
    text::TimeZone zone;
    bool is_time_past
        = false; // the time that was typed, which is not kept: it would be sent, or held, at once
};

Result<Desk> open(db::Connection& connection, std::string_view id)
{
    auto issue = TRY(Issues(connection).by_id(id));
    auto newsletter = TRY(newsroom::Newsletters(connection).by_id(issue.newsletter));
    auto const zone = TRY(text::TimeZone::find(newsletter.schedule.time_zone));
    return Desk{std::move(issue), std::move(newsletter), zone, false};
}

Result<std::vector<Map>> entry_rows(Visit const& visit, Issue const& issue)
{
    std::vector<Map> rows;
    for (auto const& entry : issue.articles) {
        auto const article = TRY(newsroom::Articles(visit.connection).by_number(entry.article));
        rows.push_back(Map{{"id", article.id}, {"title", article.title}, {"line", entry.line},
            {"standfirst", article.standfirst}, {"place", rows.size() + 1},
            {"is_gone", article.status != newsroom::Status::published}});
    }
    return rows;
}

bool is_in(Issue const& issue, newsroom::Number article)
{
    return std::ranges::find(issue.articles, article, &Issue::Entry::article) != issue.articles.end();
}

Result<std::vector<Map>> offered_rows(Visit const& visit, Desk const& desk)
{
    std::vector<Map> rows;
    for (auto const& candidate :
        TRY(newsletter::find_candidates(visit.connection, desk.newsletter, visit.services.clock.now()))) {
        if (!is_in(desk.issue, candidate.article) && rows.size() < most_offered)
            rows.push_back(Map{{"id", candidate.id}, {"title", candidate.title},
                {"section", candidate.section_name}, {"published_at", candidate.published_at}});
    }
    return rows;
}

// Any published article can go into an issue, whether the week had it or an earlier one left it out.
Result<std::vector<Map>> found_rows(Visit const& visit, Desk const& desk, std::string_view words)
{
    workflow::ListFilter filter;
    filter.state = name_of(newsroom::Status::published);
    filter.language = desk.newsletter.language;
    filter.words = words;
    filter.most = most_found;
    std::vector<Map> rows;
    for (auto const& row :
        TRY(workflow::list_articles(visit.connection, visit.services.clock, visit.account(), filter)))
        rows.push_back(Map{{"id", row.id}, {"title", row.title}, {"is_in", is_in(desk.issue, row.number)},
            {"published_at", row.published_at.value_or(0)}});
    return rows;
}

Map form_fields(Visit const& visit, Desk const& desk)
{
    auto const& issue = desk.issue;
    std::string further;
    for (auto const& subject : issue.further_subjects)
        further += subject + "\n";
    auto const is_draft = issue.status == IssueStatus::draft || issue.status == IssueStatus::held;
    return Map{{"page_title", issue.subject.empty() ? issue.slug : issue.subject},
        {"version", issue.updated_at}, {"path", issue_path(issue)}, {"newsletter", desk.newsletter.name},
        {"newsletter_id", desk.newsletter.id}, {"state", visit.translated(status_label(issue.status))},
        {"subject", issue.subject}, {"further_subjects", further}, {"preheader", issue.preheader},
        {"introduction", newsletter::introduction_as_typed(issue.introduction)},
        {"with_appeal", issue.with_appeal}, {"approved_by", issue.approved_by},
        {"due", issue.due_at ? local_time(*issue.due_at, desk.zone).substr(0, 16) : ""},
        {"zone", std::string(desk.zone.name())}, {"is_draft", is_draft},
        {"is_approved", issue.status == IssueStatus::approved},
        {"is_sent", issue.status == IssueStatus::sent}, {"sent_at", issue.sent_at.value_or(0)},
        {"is_suggested", issue.is_suggested}, {"is_unlocked", visit.services.custody.is_unlocked()},
        {"test_address", visit.account().login.find('@') == std::string::npos ? "" : visit.account().login}};
}

// How often its links were followed, where that was counted.
Result<void> set_links(Map& fields, Visit const& visit, Desk const& desk)
{
    fields.set("counts_links", desk.newsletter.counts_links);
    fields.set("links",
        list_of(TRY(newsletter::links_of(visit.connection, desk.issue.number)),
            [](newsletter::IssueLink const& link) {
                return Map{{"words", link.words}, {"target", link.target}, {"followed", link.followed}};
            }));
    return {};
}

// Where to pause it, and how far it has come.
Result<void> set_send(Map& fields, Visit const& visit, Issue const& issue)
{
    auto const send = TRY(newsletter::Sends(visit.connection, visit.services.clock).of_issue(issue.id));
    if (!send)
        return {};
    fields.set("send", send->number);
    fields.set("status", std::string(name_of(send->status)));
    fields.set("trouble", send->trouble);
    fields.set("accepted", send->accepted);
    fields.set("total", send->total);
    return {};
}

Result<http::Response> show_desk(Visit const& visit, Desk const& desk, Error const* error)
{
    auto fields = form_fields(visit, desk);
    auto const same = [](Map const& row) { return row; };
    fields.set("entries", list_of(TRY(entry_rows(visit, desk.issue)), same));
    fields.set("offered", list_of(TRY(offered_rows(visit, desk)), same));
    if (auto const words = trimmed(visit.query("find")); !words.empty()) {
        fields.set("find", std::string(words));
        fields.set("found", list_of(TRY(found_rows(visit, desk, words)), same));
    }
    TRY(set_send(fields, visit, desk.issue));
    TRY(set_links(fields, visit, desk));
    if (auto const complete = newsletter::check_complete(visit.connection, desk.issue); !complete.ok())
        fields.set("obstacle", visit.translated(complete.error().message));
    if (error == nullptr)
        return visit.page("issue", std::move(fields));
    fields.set("wrong", setting_of(*error));
    return visit.refused("issue", std::move(fields), *error);
}

Result<http::Response> show(Visit& visit)
{
    return show_desk(visit, TRY(open(visit.connection, visit.part(0))), nullptr);
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        if (auto const line = trimmed(text.substr(0, end)); !line.empty())
            lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// The entries come in the order they have on the page, where a script may have dragged them.
Result<void> take_entries(Visit const& visit, Issue& issue)
{
    auto const ids = visit.fields("article");
    auto const lines = visit.fields("line");
    if (ids.size() != lines.size() || ids.size() > newsroom::IssueLimits::articles)
        return invalid("articles: the form is not whole");
    issue.articles.clear();
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto const article = TRY(newsroom::Articles(visit.connection).by_id(ids[i]));
        issue.articles.push_back({article.number, std::string(trimmed(lines[i]))});
    }
    return {};
}

Result<void> take_form(Visit const& visit, Desk& desk)
{
    auto& issue = desk.issue;
    issue.subject = trimmed(visit.field("subject"));
    issue.further_subjects = lines_of(visit.field("further_subjects"));
    issue.preheader = trimmed(visit.field("preheader"));
    issue.introduction = TRY(newsletter::introduction_from(visit.field("introduction")));
    issue.with_appeal = visit.field("with_appeal") == "1";
    issue.is_suggested = false;
    issue.due_at.reset();
    if (auto const due = trimmed(visit.field("due")); !due.empty())
        issue.due_at = TRY(parse_local_time("due", due, desk.zone));
    desk.is_time_past = issue.due_at && *issue.due_at <= visit.services.clock.now();
    if (desk.is_time_past)
        issue.due_at.reset();
    return take_entries(visit, issue);
}

// "up:ID", "down:ID", "remove:ID" or "add:ID": what the buttons do for those without a script.
Result<void> move(Visit const& visit, Issue& issue, std::string_view wish)
{
    auto const colon = wish.find(':');
    if (colon == std::string_view::npos)
        return {};
    auto const what = wish.substr(0, colon);
    auto const article = TRY(newsroom::Articles(visit.connection).by_id(wish.substr(colon + 1)));
    auto& entries = issue.articles;
    auto const at = std::ranges::find(entries, article.number, &Issue::Entry::article);
    if (what == "add" && at == entries.end())
        entries.push_back({article.number, ""});
    if (at == entries.end())
        return {};
    if (what == "remove")
        entries.erase(at);
    else if (what == "up" && at != entries.begin())
        std::iter_swap(at, at - 1);
    else if (what == "down" && at + 1 != entries.end())
        std::iter_swap(at, at + 1);
    return {};
}

std::string with_test_token(std::string text)
{
    for (auto at = text.find(newsletter::token_place); at != std::string::npos;
         at = text.find(newsletter::token_place))
        text.replace(at, newsletter::token_place.size(), "test");
    return text;
}

Result<void> send_test(Visit const& visit, Issue const& issue)
{
    auto const address = mail::parse_address(trimmed(visit.field("test_address")));
    if (!address.ok())
        return invalid("test_address: this is no mail address");
    auto const rendered
        = TRY(visit.services.issues.render(visit.connection, issue, visit.services.clock.now()));
    mail::Letter letter;
    letter.to = address->text();
    letter.subject = visit.translated("Test") + ": " + issue.subject;
    letter.text = with_test_token(rendered.text);
    letter.html = with_test_token(rendered.html);
    letter.language = rendered.language;
    return visit.services.post.hand_over(std::move(letter));
}

// What the buttons at the end of the form do. Returns what the next page says.
Result<std::string_view> act_on(newsroom::Change& change, Issue& issue, std::string_view wish)
{
    std::string_view notice = "saved";
    if (wish == "cancel") {
        issue.status = IssueStatus::cancelled;
        notice = "cancelled";
    } else if (issue.status != IssueStatus::draft) { // what is changed has to be approved anew
        issue.status = IssueStatus::draft;
        issue.approved_by.clear();
        notice = "unapproved";
    }
    TRY(Issues::save(change, issue));
    return notice;
}

// What was filled in was read outside the change. Afterwards the issue carries the version it would be saved
// over.
Result<void> check_newest(Visit const& visit, newsroom::Change& change, Issue& issue)
{
    auto const present = TRY(Issues(change.connection()).by_id(issue.id));
    if (present.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "This issue was sent: it stays as it is."};
    bool const is_newest = present.updated_at == issue.updated_at;
    issue.updated_at = present.updated_at;
    issue.status = present.status;
    TRY(check_seen(visit, std::to_string(present.updated_at)));
    if (!is_newest)
        return Error{ErrorCode::conflict, "The issue was changed meanwhile: look at it once more."};
    return {};
}

// What keeps an issue that is saved from what its button asked for.
Result<void> check_wish(Visit const& visit, Desk const& desk, std::optional<Release> release)
{
    if (desk.is_time_past && release != Release::send)
        return invalid("due: this time is past: choose another, or send the issue now");
    return release ? check_ready(visit, visit.connection, desk.issue, *release) : Result<void>();
}

// What the form asks for. Enter in the field of the search presses the form's first button, which saves.
std::string_view wish_of(Visit const& visit)
{
    auto const pressed = visit.field("do");
    bool const is_search = pressed == "save" && !trimmed(visit.field("find")).empty()
        && visit.field("find") != visit.field("found");
    return is_search ? "find" : pressed;
}

Result<http::Response> save(Visit& visit)
{
    auto desk = TRY(open(visit.connection, visit.part(0)));
    if (desk.issue.status == IssueStatus::sent)
        return Error{ErrorCode::conflict, "This issue was sent: it stays as it is."};
    auto const wish = wish_of(visit);
    auto const take = [&]() -> Result<void> {
        TRY(take_form(visit, desk));
        return move(visit, desk.issue, wish);
    };
    if (auto const taken = take(); !taken.ok())
        return show_desk(visit, desk, &taken.error());
    std::string_view notice;
    auto const release = release_from(wish);
    auto const told_as = wish.empty() || release || wish == "find" ? "save" : wish.substr(0, wish.find(':'));
    auto const saved = change_and_tell(visit, "issue." + std::string(told_as), desk.issue.id,
        desk.issue.subject, [&](newsroom::Change& change) -> Result<void> {
            TRY(check_newest(visit, change, desk.issue));
            auto issue = desk.issue;
            notice = TRY(act_on(change, issue, wish));
            return {};
        });
    if (!saved.ok())
        return show_desk(visit, desk, &saved.error());
    if (auto const ready = check_wish(visit, desk, release); !ready.ok())
        return show_desk(visit, TRY(open(visit.connection, desk.issue.id)), &ready.error());
    if (wish == "find")
        return visit.redirect(
            issue_path(desk.issue) + "?find=" + percent_encode(trimmed(visit.field("find"))) + "#find");
    if (release)
        return visit.redirect(release_path(desk.issue, *release));
    if (wish == "test") {
        if (auto const sent = send_test(visit, desk.issue); !sent.ok())
            return show_desk(visit, desk, &sent.error());
        notice = "test-sent";
    }
    return visit.redirect(issue_path(desk.issue), notice);
}

Result<http::Response> remove(Visit& visit)
{
    auto const desk = TRY(open(visit.connection, visit.part(0)));
    TRY(change_and_tell(visit, "issue.deleted", desk.issue.id, desk.issue.subject,
        [&](newsroom::Change& change) { return Issues::remove(change, desk.issue.id); }));
    return visit.redirect("/admin/newsletters/" + desk.newsletter.id + "/", "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, pattern, Act::edit_newsletters, show},
    {http::Method::post, pattern, Act::edit_newsletters, save},
    {http::Method::post, "/admin/issues/{}/delete/", Act::edit_newsletters, remove},
};

} // namespace

Routes issue_routes()
{
    return routes;
}

} // namespace broadsheet::admin
