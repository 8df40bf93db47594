// Newsletters: what they promise, when they go out, and their issues.
#include "newsroom/newsletters.h"
#include "admin/form_number.h"
#include "admin/pages/newsletter_view.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/pages/taxonomy_form.h"
#include "base/whole_number.h"
#include "newsletter/compose.h"
#include "newsletter/introduction.h"
#include "newsletter/subscriptions.h"
#include "newsletter/welcome.h"
#include "newsroom/issues.h"
#include "newsroom/paths.h"
#include "text/dates.h"
#include "vault/ceremony.h"

namespace broadsheet::admin {

namespace {

using newsletter::WelcomeLetter;
using newsroom::Issue;
using newsroom::IssueSchedule;
using newsroom::Newsletter;
using newsroom::Newsletters;
using staff::Act;
using templates::Map;
using templates::Value;

constexpr std::string_view list_path = "/admin/newsletters/";
constexpr std::size_t most_issues = 100;

std::string path_of(Newsletter const& newsletter)
{
    return std::string(list_path) + newsletter.id + "/";
}

Result<std::int64_t> count(Visit const& visit, Newsletter const& newsletter)
{
    return newsletter::Subscriptions(visit.connection, visit.services.clock, visit.services.random)
        .count(newsletter.id);
}

Result<Map> row_of(Visit const& visit, Newsletter const& newsletter)
{
    Map row{{"name", newsletter.name}, {"path", path_of(newsletter)}, {"language", newsletter.language},
        {"status", std::string(name_of(newsletter.status))}, {"frequency", newsletter.frequency}};
    row.set("subscribers", TRY(count(visit, newsletter)));
    if (auto const next = TRY(newsroom::Issues(visit.connection).next(newsletter.id))) {
        row.set("due_at", next->due_at.value_or(0));
        row.set("next_status", std::string(status_label(next->status)));
    }
    return row;
}

Result<http::Response> list(Visit& visit)
{
    std::vector<Map> rows;
    for (auto const& newsletter : TRY(Newsletters(visit.connection).all()))
        rows.push_back(TRY(row_of(visit, newsletter)));
    Map fields{{"has_vault", TRY(vault::load_public_key(visit.connection)).has_value()},
        {"is_unlocked", visit.services.custody.is_unlocked()}};
    fields.set("newsletters", list_of(rows, [](Map const& row) { return row; }));
    return visit.page("newsletters", std::move(fields));
}

Map form_fields(Newsletter const& newsletter)
{
    auto const& schedule = newsletter.schedule;
    return Map{{"id", newsletter.id}, {"name", newsletter.name}, {"slug", newsletter.slug},
        {"language", newsletter.language}, {"status", std::string(name_of(newsletter.status))},
        {"pitch", newsletter.pitch}, {"frequency", newsletter.frequency}, {"policy", newsletter.policy},
        {"policy_path", newsletter.policy_path}, {"sender_name", newsletter.sender_name},
        {"sender_address", newsletter.sender_address}, {"position", newsletter.position},
        {"weekday", std::to_string(schedule.weekday)},
        {"clock", fmt::format("{:02}:{:02}", schedule.minute / 60, schedule.minute % 60)},
        {"time_zone", schedule.time_zone}, {"when_missing", std::string(name_of(schedule.when_missing))},
        {"counts_links", newsletter.counts_links}};
}

void add_welcome(Map& fields, Newsletter const& newsletter, WelcomeLetter const& welcome)
{
    fields.set("welcome_is_on", welcome.is_on);
    fields.set("welcome_subject", welcome.subject);
    fields.set("welcome_text", newsletter::introduction_as_typed(welcome.body));
    if (!newsletter.id.empty() && !welcome.body.empty())
        fields.set("welcome_preview", "/admin/issues/" + newsletter::welcome_id(newsletter.id) + "/preview/");
}

Result<http::Response> show_form(
    Visit const& visit, Newsletter const& newsletter, WelcomeLetter const& welcome, Error const* error)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto fields = form_fields(newsletter);
    add_welcome(fields, newsletter, welcome);
    fields.set("languages", list_of(settings.languages, [&](std::string const& language) {
        return Map{{"code", language}, {"chosen", language == newsletter.language}};
    }));
    constexpr std::string_view days[] = {"When somebody says so", "Every Monday", "Every Tuesday",
        "Every Wednesday", "Every Thursday", "Every Friday", "Every Saturday", "Every Sunday"};
    int day = -1;
    fields.set("days", list_of(days, [&](std::string_view name) {
        ++day;
        return Map{{"value", std::to_string(day)}, {"name", visit.translated(name)},
            {"chosen", day == newsletter.schedule.weekday}};
    }));
    fields.set("time_zones", list_of(text::TimeZone::all_names(), [](std::string_view name) {
        return Map{{"name", std::string(name)}};
    }));
    if (error == nullptr)
        return visit.page("newsletter-settings", std::move(fields));
    fields.set("wrong", setting_of(*error));
    return visit.refused("newsletter-settings", std::move(fields), *error);
}

Result<http::Response> show_settings(Visit& visit)
{
    if (visit.query("id").empty()) {
        auto const settings = TRY(newsroom::load_settings(visit.connection));
        Newsletter newsletter;
        newsletter.language = settings.first_language();
        newsletter.sender_name = settings.title_in(newsletter.language);
        newsletter.schedule.time_zone = settings.time_zone;
        return show_form(visit, newsletter, {}, nullptr);
    }
    auto const newsletter = TRY(Newsletters(visit.connection).by_id(visit.query("id")));
    return show_form(
        visit, newsletter, TRY(newsletter::load_welcome(visit.connection, newsletter.id)), nullptr);
}

// "09:30" as minutes of the day; -1 for what is none.
int read_time(std::string_view text)
{
    auto const colon = std::min(text.find(':'), text.size());
    auto const hour = whole_number(text.substr(0, colon)).value_or(-1);
    auto const minute = whole_number(text.substr(std::min(colon + 1, text.size()))).value_or(-1);
    return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? -1 : static_cast<int>(hour * 60 + minute);
}

Result<void> take_form(Visit const& visit, Newsletter& newsletter)
{
    auto const text = [&](std::string_view name) { return std::string(trimmed(visit.field(name))); };
    newsletter.name = text("name");
    newsletter.slug = text("slug");
    newsletter.language = text("language");
    newsletter.pitch = text("pitch");
    newsletter.frequency = text("frequency");
    newsletter.policy = text("policy");
    newsletter.policy_path = text("policy_path");
    newsletter.sender_name = text("sender_name");
    newsletter.sender_address = text("sender_address");
    newsletter.position = TRY(number_or_none_in(visit, "position"));
    newsletter.schedule.weekday = static_cast<int>(TRY(number_or_none_in(visit, "weekday")));
    newsletter.schedule.minute = read_time(trimmed(visit.field("time")));
    newsletter.schedule.time_zone = text("time_zone");
    newsletter.status = TRY(newsroom::newsletter_status_from(visit.field("status")));
    newsletter.schedule.when_missing = TRY(newsroom::when_missing_from(visit.field("when_missing")));
    newsletter.counts_links = visit.field("counts_links") == "1";
    return {};
}

Result<WelcomeLetter> welcome_in_form(Visit const& visit)
{
    return WelcomeLetter{visit.field("welcome_is_on") == "1",
        std::string(trimmed(visit.field("welcome_subject"))),
        TRY(newsletter::introduction_from(visit.field("welcome_text")))};
}

Result<http::Response> save_settings(Visit& visit)
{
    Newsletter newsletter;
    if (!visit.field("id").empty())
        newsletter = TRY(Newsletters(visit.connection).by_id(visit.field("id")));
    TRY(take_form(visit, newsletter));
    auto const welcome = TRY(welcome_in_form(visit));
    std::string path;
    auto const saved = change_and_tell(
        visit, "newsletter.saved", "", newsletter.name, [&](newsroom::Change& change) -> Result<void> {
            auto written = newsletter;
            written.id = TRY(Newsletters::save(change, newsletter));
            TRY(newsletter::save_welcome(change.connection(), written, welcome));
            path = path_of(written);
            return {};
        });
    if (!saved.ok())
        return show_form(visit, newsletter, welcome, &saved.error());
    return visit.redirect(path, "saved");
}

Result<http::Response> show(Visit& visit)
{
    auto const newsletter = TRY(Newsletters(visit.connection).by_id(visit.part(0)));
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto fields = TRY(row_of(visit, newsletter));
    fields.set("id", newsletter.id);
    fields.set("public_path", newsroom::newsletter_path(settings, newsletter.language, newsletter.slug));
    fields.set("is_open", newsletter.status == Newsletter::Status::open);
    fields.set("issues",
        list_of(
            TRY(newsroom::Issues(visit.connection).of(newsletter.id, most_issues)), [&](Issue const& issue) {
                return Map{{"path", issue_path(issue)}, {"subject", issue.subject}, {"slug", issue.slug},
                    {"status", visit.translated(status_label(issue.status))},
                    {"due_at", issue.due_at.value_or(0)}, {"sent_at", issue.sent_at.value_or(0)},
                    {"is_suggested", issue.is_suggested}};
            }));
    return visit.page("newsletter", std::move(fields));
}

// A draft that holds the week's best, or the one that is there.
Result<http::Response> begin_issue(Visit& visit)
{
    auto const newsletter = TRY(Newsletters(visit.connection).by_id(visit.part(0)));
    std::string id;
    auto const begun = change_and_tell(
        visit, "issue.begun", "", newsletter.name, [&](newsroom::Change& change) -> Result<void> {
            id = TRY(newsletter::begin_issue(change, newsletter));
            return {};
        });
    TRY(begun);
    return visit.redirect("/admin/issues/" + id + "/");
}

constexpr Route routes[] = {
    {http::Method::get, list_path, Act::edit_newsletters, list},
    {http::Method::get, "/admin/newsletters/edit/", Act::edit_settings, show_settings},
    {http::Method::post, "/admin/newsletters/edit/", Act::edit_settings, save_settings},
    {http::Method::get, "/admin/newsletters/{}/", Act::edit_newsletters, show},
    {http::Method::post, "/admin/newsletters/{}/issues/", Act::edit_newsletters, begin_issue},
};

} // namespace

Routes newsletter_routes()
{
    return routes;
}

} // namespace broadsheet::admin
