// The order in which readers see the sections.
#include "admin/form_number.h"
#include "admin/pages/pages.h"
#include "admin/pages/taxonomy_form.h"
#include "newsroom/taxonomy.h"

namespace broadsheet::admin {

namespace {

using newsroom::Tag;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view sections_path = "/admin/settings/sections/";

Result<std::vector<Tag>> sections(Visit const& visit)
{
    auto tags = TRY(newsroom::Tags(visit.connection).all());
    std::erase_if(tags, [](Tag const& tag) { return !tag.is_section; });
    return tags;
}

Result<http::Response> show(Visit& visit)
{
    Array rows;
    for (auto const& section : TRY(sections(visit)))
        rows.push_back(Value::make<Map>(Map{{"id", section.id}, {"name", section.in(visit.language).name},
            {"slug", section.slug}, {"position", section.position}}));
    Map fields;
    fields.set("sections", Value::make<Array>(std::move(rows)));
    return visit.page("settings-sections", std::move(fields));
}

Result<http::Response> save(Visit& visit)
{
    auto all = TRY(sections(visit));
    for (auto& section : all)
        section.position = TRY(number_in(visit, "place_" + section.id));
    auto const save_all = [&](newsroom::Change& change) -> Result<void> {
        for (auto const& section : all)
            TRY(newsroom::Tags::save(change, section));
        return {};
    };
    TRY(change_and_tell(visit, "sections.ordered", "", "", save_all));
    return visit.redirect(sections_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, sections_path, Act::edit_tags, show},
    {http::Method::post, sections_path, Act::edit_tags, save},
};

} // namespace

Routes section_routes()
{
    return routes;
}

} // namespace broadsheet::admin
