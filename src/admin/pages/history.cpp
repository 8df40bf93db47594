// What an article has said, how it changed, and back again.
#include "workflow/history.h"
#include "admin/pages/article_view.h"
#include "admin/pages/difference_view.h"
#include "admin/pages/pages.h"
#include "admin/work.h"
#include "base/whole_number.h"

#include <algorithm>

namespace broadsheet::admin {

namespace {

using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;
using workflow::PastText;

Value text_fields(PastText const& text, Visit const& visit)
{
    return Value::make<Map>(Map{{"revision", text.revision}, {"saved_at", text.saved_at},
        {"saved_by", text.saved_by.empty() ? visit.translated("the program") : text.saved_by},
        {"title", text.content.title}, {"was_typed", text.was_typed}, {"is_present", text.revision == 0}});
}

Result<http::Response> list(Visit& visit)
{
    auto const piece = TRY(piece_of(visit));
    Array versions;
    for (auto const& text : TRY(workflow::history_of(visit.connection, piece.article)))
        versions.push_back(text_fields(text, visit));
    Map fields;
    set_head(fields, visit, piece);
    fields.set("versions", Value::make<Array>(std::move(versions)));
    return visit.page("history", std::move(fields));
}

newsroom::Number revision_in_path(Visit const& visit)
{
    return whole_number(visit.part(1)).value_or(-1);
}

// Shows what was changed to make a version, or with ?to=now what has been changed since.
Result<http::Response> show_difference(Visit& visit)
{
    auto const piece = TRY(piece_of(visit));
    auto const history = TRY(workflow::history_of(visit.connection, piece.article));
    auto const found = std::ranges::find(history, revision_in_path(visit), &PastText::revision);
    if (found == history.end())
        return not_found("there is no such version");
    bool const is_to_now = visit.query("to") == "now";
    auto const* const former = is_to_now ? &*found : workflow::before(history, *found);
    auto const& latter = is_to_now ? history.front() : *found;
    auto const before = former ? lines_of(visit, former->content) : std::string();
    auto const after = lines_of(visit, latter.content);
    Map fields;
    set_head(fields, visit, piece);
    fields.set("version", text_fields(*found, visit));
    fields.set("is_to_now", is_to_now);
    fields.set("is_first", former == nullptr);
    fields.set("is_same", before == after);
    fields.set("is_otherwise_formed", former && former->content.body != latter.content.body);
    fields.set("paragraphs", difference_fields(before, after));
    return visit.page("difference", std::move(fields));
}

Result<http::Response> restore(Visit& visit)
{
    TRY(work_on_piece(visit, [&](workflow::Acts& acts, workflow::Piece& piece) {
        return acts.restore(piece, revision_in_path(visit));
    }));
    return visit.redirect(article_page_path(visit.part(0)), "restored");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/articles/{}/history/", Act::read_newsroom, list},
    {http::Method::get, "/admin/articles/{}/history/{}/", Act::read_newsroom, show_difference},
    {http::Method::post, "/admin/articles/{}/history/{}/restore/", Act::write_own, restore},
};

} // namespace

Routes history_routes()
{
    return routes;
}

} // namespace broadsheet::admin
