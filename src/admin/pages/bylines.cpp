// Bylines: the public names over articles, and taking one off them for good.
#include "admin/pages/pages.h"
#include "admin/pages/taxonomy_form.h"
#include "admin/seen.h"
#include "newsroom/name_uses.h"
#include "newsroom/taxonomy.h"
#include "text/slug.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace broadsheet::admin {

namespace {

using newsroom::Byline;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view bylines_path = "/admin/bylines/";

Result<http::Response> list(Visit& visit)
{
    std::map<newsroom::Number, std::int64_t> uses;
    auto counts = TRY(visit.connection.query("SELECT byline, count(*) FROM article_bylines GROUP BY byline"));
    while (TRY(counts.next()))
        uses[counts.integer(0)] = counts.integer(1);
    Array rows;
    for (auto const& byline : TRY(newsroom::Bylines(visit.connection).all()))
        rows.push_back(Value::make<Map>(Map{{"id", byline.id}, {"name", byline.in(visit.language).name},
            {"slug", byline.slug}, {"uses", uses[byline.number]}, {"is_redacted", byline.is_redacted}}));
    Map fields;
    fields.set("bylines", Value::make<Array>(std::move(rows)));
    return visit.page("bylines", std::move(fields));
}

Result<Byline> byline_of(Visit const& visit)
{
    if (visit.parts.empty())
        return Byline();
    return record_with_id(TRY(newsroom::Bylines(visit.connection).all()), visit.part(0));
}

std::string version_of(Byline const& byline)
{
    auto values = text_values(byline, &Byline::Text::bio);
    values.insert(values.end(), {byline.slug, byline.picture, byline.website, byline.location});
    return version_of_values(values);
}

Result<Map> byline_fields(Visit const& visit, Byline const& byline)
{
    Map fields{{"id", byline.id}, {"slug", byline.slug}, {"picture", byline.picture},
        {"website", byline.website}, {"location", byline.location}, {"is_new", byline.id.empty()},
        {"is_redacted", byline.is_redacted}, {"name", byline.in(visit.language).name}};
    if (!byline.id.empty())
        fields.set("page_title", byline.in(visit.language).name);
    fields.set("names", TRY(name_fields(visit, byline, &Byline::Text::bio)));
    fields.set("version", version_of(TRY(byline_of(visit))));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    auto const byline = TRY(byline_of(visit));
    return visit.page("byline", TRY(byline_fields(visit, byline)));
}

Result<http::Response> save(Visit& visit)
{
    auto byline = TRY(byline_of(visit));
    TRY(take_names(visit, byline, &Byline::Text::bio));
    byline.slug = trimmed(visit.field("slug"));
    if (byline.slug.empty())
        byline.slug = text::slugify(byline.text.name);
    byline.picture = trimmed(visit.field("picture"));
    byline.website = trimmed(visit.field("website"));
    byline.location = trimmed(visit.field("location"));
    // The log does not name it: it stays when the name has to go.
    auto const saved = change_and_tell(
        visit, "byline.saved", byline.id, "", [&](newsroom::Change& change) -> Result<void> {
            auto const present = TRY(byline_of(visit));
            TRY(check_seen(visit, version_of(present)));
            TRY(newsroom::Bylines::save(change, byline));
            return {};
        });
    if (!saved.ok())
        return visit.refused("byline", TRY(byline_fields(visit, byline)), saved.error());
    return visit.redirect(bylines_path, "saved");
}

// The wording readers will see, in each of the newspaper's languages.
std::string_view tombstone_in(std::string_view language)
{
    return language.starts_with("ru") ? "Имя скрыто"
        : language.starts_with("ar")  ? "حُجب الاسم"
                                      : "Name withheld";
}

struct PlaceOfName {
    newsroom::NameUses::Use::Kind kind;
    std::string_view label;
    std::string_view path; // {}: the id
};
using Kind = newsroom::NameUses::Use::Kind;
constexpr PlaceOfName places_of_names[] = {{Kind::article, "Article", "/admin/articles/{}/"},
    {Kind::page, "Page", "/admin/articles/{}/"}, {Kind::tag, "Tag", "/admin/tags/{}/"},
    {Kind::byline, "Byline", "/admin/bylines/{}/"}, {Kind::appeal, "Appeal", "/admin/appeals/{}/"},
    {Kind::medium, "Picture or file", "/admin/media/{}/"}, {Kind::issue, "Issue", "/admin/issues/{}/"},
    {Kind::welcome_letter, "Welcome letter", "/admin/newsletters/edit/?id={}"},
    {Kind::setting, "Setting", "/admin/settings/"}};

// Where the name stands that redacting leaves: for people to change, who see what is meant. Looks through
// every text, so only when it is asked for.
Result<void> set_other_places(Map& fields, Visit const& visit, Byline const& byline)
{
    constexpr std::size_t shown_places = 200;
    auto const uses = TRY(newsroom::NameUses(visit.connection).of(byline, shown_places));
    Array rows;
    for (auto const& use : uses.list) {
        auto const* place = std::ranges::find(places_of_names, use.kind, &PlaceOfName::kind);
        rows.push_back(Value::make<Map>(
            Map{{"title", use.title.empty() ? use.id : use.title}, {"kind", visit.translated(place->label)},
                {"path", fmt::format(fmt::runtime(place->path), use.id)}}));
    }
    fields.set("other_places", Value::make<Array>(std::move(rows)));
    fields.set("are_more_places", uses.are_more);
    return {};
}

Result<Map> redaction_fields(Visit const& visit)
{
    auto const byline = TRY(byline_of(visit));
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    Array names;
    for (auto const& language : settings.languages) {
        auto const typed = visit.field("name_" + language);
        names.push_back(Value::make<Map>(
            Map{{"language", language}, {"language_name", text::native_language_name(language)},
                {"direction", std::string(text::direction_of(language))},
                {"name", std::string(typed.empty() ? tombstone_in(language) : typed)}}));
    }
    Map fields{
        {"id", byline.id}, {"name", byline.in(visit.language).name}, {"is_redacted", byline.is_redacted}};
    fields.set("names", Value::make<Array>(std::move(names)));
    auto counts = TRY(
        visit.connection.query("SELECT count(*) FROM article_bylines WHERE byline = $1", {byline.number}));
    TRY(counts.next());
    fields.set("uses", counts.integer(0));
    bool const shows_places = !byline.is_redacted && visit.query("places") == "1";
    fields.set("shows_places", shows_places);
    if (shows_places)
        TRY(set_other_places(fields, visit, byline));
    return fields;
}

Result<http::Response> show_redaction(Visit& visit)
{
    return visit.page("byline-redact", TRY(redaction_fields(visit)));
}

Result<http::Response> redact(Visit& visit)
{
    auto const byline = TRY(byline_of(visit));
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    std::string tombstone;
    newsroom::Bylines::Translations translations;
    for (auto const& language : settings.languages) {
        std::string const name(trimmed(visit.field("name_" + language)));
        if (language == settings.first_language())
            tombstone = name;
        else if (!name.empty())
            translations[language] = name;
    }
    if (visit.field("is_sure") != "1")
        return visit.refused(
            "byline-redact", TRY(redaction_fields(visit)), invalid("Tick the box: this cannot be undone."));
    auto const redacted
        = work(visit, [&](workflow::Acts& acts) { return acts.redact(byline, tombstone, translations); });
    if (!redacted.ok() && redacted.error().code == ErrorCode::invalid)
        return visit.refused("byline-redact", TRY(redaction_fields(visit)), redacted.error());
    TRY(redacted);
    // Shown at once, and by no address: from here on nothing but these places knows the name.
    auto fields = TRY(redaction_fields(visit));
    fields.set("is_done", true);
    TRY(set_other_places(fields, visit, byline));
    return visit.page("byline-redact", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/bylines/", Act::edit_bylines, list},
    {http::Method::get, "/admin/bylines/new/", Act::edit_bylines, show},
    {http::Method::post, "/admin/bylines/new/", Act::edit_bylines, save},
    {http::Method::get, "/admin/bylines/{}/", Act::edit_bylines, show},
    {http::Method::post, "/admin/bylines/{}/", Act::edit_bylines, save},
    {http::Method::get, "/admin/bylines/{}/redact/", Act::redact_bylines, show_redaction},
    {http::Method::post, "/admin/bylines/{}/redact/", Act::redact_bylines, redact},
};

} // namespace

Routes byline_routes()
{
    return routes;
}

} // namespace broadsheet::admin
