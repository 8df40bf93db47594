// The page that thanks supporters by name: on or off, and whose names stand on it.
#include "support/thanks.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "newsroom/paths.h"
#include "newsroom/settings.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using support::OfferedName;
using support::ThanksPage;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view page_path = "/admin/thanks/";
constexpr std::size_t most_offered = 200; // a form has a bounded number of fields

// Those that can be chosen from; none while the vault is locked.
Result<std::vector<OfferedName>> offered(Visit const& visit)
{
    auto const keys = visit.services.custody.keys();
    if (!keys)
        return std::vector<OfferedName>();
    return support::offered_names(visit.connection, visit.services.random, *keys, most_offered);
}

// What is offered, and behind it what stands on the page and is not among that.
Value name_rows(ThanksPage const& page, std::vector<OfferedName> const& names)
{
    Array rows;
    for (auto const& name : names)
        rows.push_back(Value::make<Map>(Map{{"pledge", name.pledge}, {"text", name.text},
            {"day", support::iso_date(name.day)}, {"is_shown", page.shows(name.pledge)}}));
    for (auto const& name : page.names)
        if (rows.size() < most_offered
            && std::ranges::find(names, name.pledge, &OfferedName::pledge) == names.end())
            rows.push_back(
                Value::make<Map>(Map{{"pledge", name.pledge}, {"text", name.text}, {"is_shown", true}}));
    return Value::make<Array>(std::move(rows));
}

Result<Map> page_fields(Visit const& visit)
{
    auto const page = TRY(support::load_thanks_page(visit.connection));
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    Map fields{{"is_on", page.is_on}, {"is_unlocked", visit.services.custody.is_unlocked()},
        {"address", newsroom::home_path(settings, settings.first_language()) + "support/names/"}};
    fields.set("names", name_rows(page, TRY(offered(visit))));
    return fields;
}

// Names that the form did not list stay as they are.
ThanksPage page_in_form(Visit const& visit, ThanksPage page, std::vector<OfferedName> const& names)
{
    auto const listed = visit.fields("listed");
    auto const shown = visit.fields("shown");
    auto const holds = [](std::vector<std::string_view> const& ids, std::string_view id) {
        return std::ranges::find(ids, id) != ids.end();
    };
    page.is_on = !visit.field("on").empty();
    std::erase_if(page.names, [&](ThanksPage::Name const& name) {
        return holds(listed, name.pledge) && !holds(shown, name.pledge);
    });
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        if (holds(shown, name->pledge) && !page.shows(name->pledge))
            page.names.insert(page.names.begin(), {name->pledge, name->text});
    return page;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("thanks", TRY(page_fields(visit)));
}

Result<http::Response> save(Visit& visit)
{
    auto const names = TRY(offered(visit));
    auto const saved = act(visit, "support.thanks.saved", "", "", [&]() -> Result<void> {
        auto const page = TRY(support::load_thanks_page(visit.connection));
        return support::save_thanks_page(visit.connection, page_in_form(visit, page, names));
    });
    if (!saved.ok())
        return visit.refused("thanks", TRY(page_fields(visit)), saved.error());
    return visit.redirect(page_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, page_path, Act::edit_appeals, show},
    {http::Method::post, page_path, Act::edit_appeals, save},
};

} // namespace

Routes thanks_routes()
{
    return routes;
}

} // namespace broadsheet::admin
