// An article: begun, written, and led to its readers.
#include "admin/pages/article_view.h"
#include "admin/pages/difference_view.h"
#include "admin/pages/field_labels.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/work.h"
#include "base/utf8.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace broadsheet::admin {

namespace {

using newsroom::ArticleKind;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;
using workflow::Acts;
using workflow::Piece;

ArticleKind wished_kind(std::string_view name)
{
    return name == "page" ? ArticleKind::page : ArticleKind::article;
}

Result<Map> new_fields(Visit const& visit, std::string_view kind)
{
    Array languages;
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    for (auto const& language : settings.languages)
        languages.push_back(Value::make<Map>(Map{{"value", language},
            {"label", text::native_language_name(language)}, {"is_chosen", language == visit.language}}));
    Map fields{{"is_page", kind == "page"}, {"title", std::string(visit.field("title"))},
        {"page_title", visit.translated(kind == "page" ? "New page" : "New article")}};
    fields.set("languages", Value::make<Array>(std::move(languages)));
    return fields;
}

Result<http::Response> show_new(Visit& visit)
{
    return visit.page("article-new", TRY(new_fields(visit, visit.query("kind"))));
}

Result<http::Response> begin(Visit& visit)
{
    auto const article = work(visit, [&](Acts& acts) {
        return acts.begin(wished_kind(visit.field("kind")), visit.field("language"), visit.field("title"));
    });
    if (!article.ok() && article.error().code == ErrorCode::forbidden)
        return article.error();
    if (!article.ok())
        return visit.refused("article-new", TRY(new_fields(visit, visit.field("kind"))), article.error());
    return visit.redirect(article_page_path(article->id));
}

Result<http::Response> show(Visit& visit)
{
    auto const piece = TRY(piece_of(visit));
    return visit.page("article", TRY(article_fields(visit, piece)));
}

// What the button that was pressed does after the text is saved.
Result<void> perform(Visit const& visit, Acts& acts, Piece& piece)
{
    auto const act = visit.field("act");
    if (act == "submit")
        return acts.submit(piece);
    if (act == "ready")
        return acts.call_ready(piece);
    if (act == "send_back")
        return acts.send_back(piece, visit.field("send_back_note"));
    if (act == "publish")
        return acts.publish(piece);
    if (act == "unschedule")
        return acts.unschedule(piece);
    if (act == "withdraw")
        return acts.withdraw(piece);
    if (act == "schedule") {
        auto const zone = TRY(newspaper_zone(visit));
        return acts.schedule(piece, TRY(parse_local_time("publish_at", visit.field("publish_at"), zone)));
    }
    return {};
}

std::string_view notice_of(std::string_view act)
{
    constexpr std::string_view told[]
        = {"submit", "ready", "send_back", "publish", "schedule", "unschedule", "withdraw"};
    for (auto known : told)
        if (act == known)
            return known;
    return "saved";
}

// Somebody else was first: shows what was typed here and how it differs from theirs, and leaves the choice.
Result<http::Response> show_collision(
    Visit& visit, workflow::Content const& content, workflow::Collision const& collision)
{
    auto const piece = TRY(piece_of(visit));
    auto const theirs
        = TRY(workflow::WorkingCopies(visit.connection, visit.services.clock).find(piece.article));
    auto fields = TRY(article_fields(visit, piece, {content, collision.version}));
    fields.set("is_collision", !collision.is_locked);
    fields.set("is_locked", collision.is_locked);
    fields.set("collision_by", collision.by.empty() ? visit.translated("the program") : collision.by);
    fields.set("collision_at", collision.at);
    fields.set("paragraphs", difference_fields(lines_of(visit, theirs.content), lines_of(visit, content)));
    return visit.page("article", std::move(fields), 409);
}

constexpr FieldLabel field_labels[]
    = {{"title", "Title"}, {"standfirst", "Standfirst"}, {"body", "Text"}, {"slug", "Address"},
        {"language", "Language"}, {"section", "Section"}, {"tags", "Tags"}, {"bylines", "Bylines"},
        {"published_at", "When"}, {"publish_at", "When"}, {"template", "Template of the theme"},
        {"translation_key", "Translation key"}, {"canonical_url", "First published at (address)"},
        {"meta_title", "Title for search engines"}, {"meta_description", "Description for search engines"}};

// A refused form shows again what was typed in it.
Result<http::Response> show_refusal(Visit& visit, workflow::Content const& content, Error const& error)
{
    if (error.code == ErrorCode::forbidden)
        return error;
    auto const piece = TRY(piece_of(visit));
    auto fields = TRY(article_fields(visit, piece, {content, version_in_form(visit)}));
    fields.set("wrong", setting_of(error));
    return visit.refused(
        "article", std::move(fields), Error{error.code, in_words(visit, error, field_labels)});
}

// What a writer meant and may not make, for an editor who may.
std::string set_aside_note(Visit const& visit, workflow::SetAside const& names)
{
    std::string note;
    for (auto const& [label, list] : {std::pair("Tags that do not exist yet", &names.tags),
             std::pair("Bylines that do not exist yet", &names.bylines)})
        if (!list->empty())
            note += fmt::format(
                "{}{}: {}", note.empty() ? "" : "\n", visit.translated(label), fmt::join(*list, ", "));
    // Of a list that would be too long for a note its begin says enough.
    constexpr std::size_t longest = 1000;
    return std::string(first_code_points(note, longest));
}

Result<http::Response> save(Visit& visit)
{
    auto const typed = content_of_form(visit);
    auto const content = workflow::sanitised(typed);
    if (!content.ok())
        return show_refusal(visit, typed, content.error());
    auto const outcome = work_on_piece(visit, [&](Acts& acts, Piece& piece) -> Result<workflow::Outcome> {
        auto saved = TRY(acts.save(piece, version_in_form(visit), *content));
        if (!saved.set_aside.empty())
            TRY(acts.note(piece, "", set_aside_note(visit, saved.set_aside)));
        if (!saved.collision)
            TRY(perform(visit, acts, piece));
        return saved;
    });
    if (!outcome.ok())
        return show_refusal(visit, **content, outcome.error());
    if (outcome->collision)
        return show_collision(visit, **content, *outcome->collision);
    return visit.redirect(article_page_path(visit.part(0)),
        outcome->set_aside.empty() ? notice_of(visit.field("act")) : "set-aside");
}

// Shows what would have been lost unseen.
Result<http::Response> show_newest(Visit& visit, Error const& error)
{
    if (error.code != ErrorCode::conflict)
        return error;
    auto const piece = TRY(piece_of(visit));
    return visit.refused("article", TRY(article_fields(visit, piece)), error);
}

Result<http::Response> discard(Visit& visit)
{
    auto const seen = version_in_form(visit);
    auto const done
        = work_on_piece(visit, [&](Acts& acts, Piece& piece) { return acts.discard(piece, seen); });
    if (!done.ok())
        return show_newest(visit, done.error());
    return visit.redirect(article_page_path(visit.part(0)), "discarded");
}

Result<http::Response> remove(Visit& visit)
{
    auto const seen = version_in_form(visit);
    auto const done
        = work_on_piece(visit, [&](Acts& acts, Piece& piece) { return acts.remove(piece, seen); });
    if (!done.ok())
        return show_newest(visit, done.error());
    return visit.redirect("/admin/articles/", "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/articles/new/", Act::write_own, show_new},
    {http::Method::post, "/admin/articles/new/", Act::write_own, begin},
    {http::Method::get, "/admin/articles/{}/", Act::read_newsroom, show},
    {http::Method::post, "/admin/articles/{}/", Act::write_own, save},
    {http::Method::post, "/admin/articles/{}/discard/", Act::write_own, discard},
    {http::Method::post, "/admin/articles/{}/delete/", Act::write_own, remove},
};

} // namespace

Routes article_routes()
{
    return routes;
}

} // namespace broadsheet::admin
