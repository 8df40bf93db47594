// How the newspaper looks: themes uploaded, checked, put on and taken off.
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/stores.h"
#include "newsroom/milestones.h"
#include "site/theme_archive.h"
#include "site/theme_check.h"
#include "site/theme_trial.h"

#include <algorithm>

namespace broadsheet::admin {

namespace {

using newsroom::Settings;
using site::Theme;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view themes_path = "/admin/settings/themes/";
constexpr std::string_view nameless = "theme";

Value finding_rows(std::vector<site::ThemeFinding> const& findings)
{
    Array rows;
    for (auto const& finding : findings)
        rows.push_back(Value::make<Map>(Map{{"is_error", finding.is_error}, {"file", finding.file},
            {"line", static_cast<std::int64_t>(finding.line)}, {"message", finding.message}}));
    return Value::make<Array>(std::move(rows));
}

Result<Map> list_fields(Visit const& visit)
{
    auto const active = TRY(newsroom::load_settings(visit.connection)).theme;
    auto const former = TRY(newsroom::find_milestone(visit.connection, newsroom::theme_changed));
    auto const names = visit.services.themes.names();
    Array rows;
    for (auto const& name : names)
        rows.push_back(Value::make<Map>(Map{
            {"name", name}, {"is_active", name == active}, {"is_built_in", name == site::built_in_theme}}));
    Map fields{{"active", active}};
    fields.set("themes", Value::make<Array>(std::move(rows)));
    if (former && former->detail != active && std::ranges::find(names, former->detail) != names.end())
        fields.set("former", former->detail);
    return fields;
}

Result<http::Response> list(Visit& visit)
{
    return visit.page("themes", TRY(list_fields(visit)));
}

// The same page with what the check found, be it that the theme was taken or not.
Result<http::Response> show_report(
    Visit const& visit, site::ThemeReport const& report, std::string const& added)
{
    auto fields = TRY(list_fields(visit));
    fields.set("is_checked", true);
    fields.set("added", added);
    fields.set("findings", finding_rows(report.findings));
    return visit.page("themes", std::move(fields), added.empty() ? 422 : 200);
}

Result<http::Response> upload(Visit& visit)
{
    auto const file = visit.file("file");
    auto const files = file ? site::read_theme_archive(file->content)
                            : Result<std::vector<Theme::File>>(invalid("no file was chosen"));
    if (!files.ok()) {
        bool const is_files_fault
            = files.error().code == ErrorCode::invalid || files.error().code == ErrorCode::limit;
        if (!is_files_fault)
            return files.error();
        return show_report(visit, {"", "", {{true, "", 0, files.error().message}}}, "");
    }
    auto const report = site::check_theme(*files);
    if (!report.is_usable())
        return show_report(visit, report, "");
    auto const added = TRY(visit.services.themes.add(
        report.name.empty() ? std::string(nameless) : report.name, *files, visit.services.random));
    TRY(act(visit, "theme.added", "", added + " " + report.version, [] { return Result<void>(); }));
    return show_report(visit, report, added);
}

// Puts the theme on, if pages can be made with it, and remembers the one before.
Result<void> put_on(Visit const& visit, std::string const& name)
{
    auto theme = TRY(visit.services.themes.load_usable(name));
    TRY(site::try_theme(visit.services.site, std::move(theme)));
    auto const former = TRY(newsroom::load_settings(visit.connection)).theme;
    TRY(change_settings(visit, [&](Settings& settings) -> Result<void> {
        settings.theme = name;
        return {};
    }));
    return act(visit, "theme.put_on", "", former + " → " + name, [&] {
        return newsroom::set_milestone(
            visit.connection, newsroom::theme_changed, {visit.services.clock.now(), former});
    });
}

Result<http::Response> activate(Visit& visit)
{
    auto const done = put_on(visit, std::string(visit.part(0)));
    if (!done.ok() && done.error().code == ErrorCode::invalid)
        return show_report(visit, {"", "", {{true, "", 0, done.error().message}}}, "");
    if (!done.ok())
        return done.error();
    return visit.redirect(themes_path, "theme");
}

Result<http::Response> remove(Visit& visit)
{
    std::string const name(visit.part(0));
    if (name == TRY(newsroom::load_settings(visit.connection)).theme)
        return invalid("The newspaper wears this theme. Put on another first.");
    TRY(visit.services.themes.remove(name));
    TRY(act(visit, "theme.deleted", "", name, [] { return Result<void>(); }));
    return visit.redirect(themes_path, "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, themes_path, Act::manage_themes, list},
    {http::Method::post, "/admin/settings/themes/upload/", Act::manage_themes, upload},
    {http::Method::post, "/admin/settings/themes/{}/activate/", Act::manage_themes, activate},
    {http::Method::post, "/admin/settings/themes/{}/delete/", Act::manage_themes, remove},
};

} // namespace

Routes theme_routes()
{
    return routes;
}

} // namespace broadsheet::admin
