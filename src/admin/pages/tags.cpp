// Tags, and the sections among them.
#include "admin/form_number.h"
#include "admin/pages/pages.h"
#include "admin/pages/taxonomy_form.h"
#include "admin/seen.h"
#include "newsroom/taxonomy.h"
#include "text/slug.h"

#include <map>

namespace broadsheet::admin {

namespace {

using newsroom::Tag;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view tags_path = "/admin/tags/";

Result<http::Response> list(Visit& visit)
{
    std::map<newsroom::Number, std::int64_t> uses;
    auto rows = TRY(visit.connection.query("SELECT tag, count(*) FROM article_tags GROUP BY tag"));
    while (TRY(rows.next()))
        uses[rows.integer(0)] = rows.integer(1);
    Array sections, others;
    for (auto const& tag : TRY(newsroom::Tags(visit.connection).all()))
        (tag.is_section ? sections : others)
            .push_back(Value::make<Map>(Map{{"id", tag.id}, {"name", tag.in(visit.language).name},
                {"slug", tag.slug}, {"uses", uses[tag.number]}, {"is_internal", tag.is_internal}}));
    Map fields;
    fields.set("sections", Value::make<Array>(std::move(sections)));
    fields.set("tags", Value::make<Array>(std::move(others)));
    return visit.page("tags", std::move(fields));
}

// The tag the route names, or a new one.
Result<Tag> tag_of(Visit const& visit)
{
    if (visit.parts.empty())
        return Tag();
    return record_with_id(TRY(newsroom::Tags(visit.connection).all()), visit.part(0));
}

std::string version_of(Tag const& tag)
{
    auto values = text_values(tag, &Tag::Text::description);
    values.insert(values.end(),
        {tag.slug, tag.picture, std::to_string(tag.position), std::to_string(tag.is_section),
            std::to_string(tag.is_internal)});
    return version_of_values(values);
}

Result<Map> tag_fields(Visit const& visit, Tag const& tag)
{
    Map fields{{"id", tag.id}, {"slug", tag.slug}, {"is_section", tag.is_section},
        {"is_internal", tag.is_internal}, {"position", tag.position}, {"picture", tag.picture},
        {"is_new", tag.id.empty()}};
    if (!tag.id.empty())
        fields.set("page_title", tag.in(visit.language).name);
    fields.set("names", TRY(name_fields(visit, tag, &Tag::Text::description)));
    fields.set("version", version_of(TRY(tag_of(visit))));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    auto const tag = TRY(tag_of(visit));
    return visit.page("tag", TRY(tag_fields(visit, tag)));
}

Result<void> take_form(Visit const& visit, Tag& tag)
{
    TRY(take_names(visit, tag, &Tag::Text::description));
    tag.slug = trimmed(visit.field("slug"));
    if (tag.slug.empty())
        tag.slug = text::slugify(tag.text.name);
    tag.picture = trimmed(visit.field("picture"));
    tag.is_section = visit.field("is_section") == "1";
    tag.is_internal = visit.field("is_internal") == "1";
    tag.position = TRY(number_or_none_in(visit, "position"));
    return {};
}

Result<http::Response> save(Visit& visit)
{
    auto tag = TRY(tag_of(visit));
    if (auto const taken = take_form(visit, tag); !taken.ok())
        return visit.refused("tag", TRY(tag_fields(visit, tag)), taken.error());
    auto const saved = change_and_tell(
        visit, "tag.saved", tag.id, tag.text.name, [&](newsroom::Change& change) -> Result<void> {
            auto const present = TRY(tag_of(visit));
            TRY(check_seen(visit, version_of(present)));
            TRY(newsroom::Tags::save(change, tag));
            return {};
        });
    if (!saved.ok())
        return visit.refused("tag", TRY(tag_fields(visit, tag)), saved.error());
    return visit.redirect(tags_path, "saved");
}

Result<http::Response> remove(Visit& visit)
{
    auto const tag = TRY(tag_of(visit));
    TRY(change_and_tell(visit, "tag.deleted", tag.id, tag.text.name,
        [&](newsroom::Change& change) { return newsroom::Tags::remove(change, tag.number); }));
    return visit.redirect(tags_path, "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/tags/", Act::edit_tags, list},
    {http::Method::get, "/admin/tags/new/", Act::edit_tags, show},
    {http::Method::post, "/admin/tags/new/", Act::edit_tags, save},
    {http::Method::get, "/admin/tags/{}/", Act::edit_tags, show},
    {http::Method::post, "/admin/tags/{}/", Act::edit_tags, save},
    {http::Method::post, "/admin/tags/{}/delete/", Act::edit_tags, remove},
};

} // namespace

Routes tag_routes()
{
    return routes;
}

} // namespace broadsheet::admin
