// What stands beside an article: whose it is, when it is due, notes, links to it, corrections.
#include "admin/form_number.h"
#include "admin/pages/article_view.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "admin/work.h"
#include "base/day.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using workflow::Acts;
using workflow::Piece;

// Does one thing to the article and goes back to its page; what cannot be done is told there.
template <typename Body>
Result<http::Response> done(Visit& visit, std::string_view notice, Body&& body)
{
    auto const result = work_on_piece(visit, body);
    if (result.ok())
        return visit.redirect(article_page_path(visit.part(0)), notice);
    if (result.error().code != ErrorCode::invalid && result.error().code != ErrorCode::limit)
        return result.error();
    auto const piece = TRY(piece_of(visit));
    return visit.refused("article", TRY(article_fields(visit, piece)), result.error());
}

Result<http::Response> assign(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) -> Result<void> {
        return acts.assign(piece, TRY(accounts(visit).by_id(visit.field("account"))));
    });
}

Result<http::Response> unassign(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) -> Result<void> {
        return acts.unassign(piece, TRY(accounts(visit).by_id(visit.part(1))));
    });
}

Result<http::Response> set_due(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) -> Result<void> {
        auto const text = visit.field("due_at");
        if (text.empty())
            return acts.set_due(piece, {});
        auto const zone = TRY(newspaper_zone(visit));
        return acts.set_due(piece, TRY(parse_local_time("due_at", text, zone)));
    });
}

Result<http::Response> add_note(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) {
        return acts.note(piece, visit.field("quote"), visit.field("text"));
    });
}

Result<http::Response> resolve_note(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) { return acts.resolve(piece, visit.part(1)); });
}

Result<http::Response> reopen_note(Visit& visit)
{
    return done(visit, "saved", [&](Acts& acts, Piece& piece) { return acts.reopen(piece, visit.part(1)); });
}

// The link is shown this once.
Result<http::Response> make_preview(Visit& visit)
{
    auto const days = TRY(number_in(visit, "days"));
    if (days < 1 || days > 30)
        return invalid("days: 1 to 30");
    auto const token = TRY(work_on_piece(visit,
        [&](Acts& acts, Piece& piece) { return acts.make_preview(piece, days * milliseconds_a_day); }));
    auto const piece = TRY(piece_of(visit));
    auto fields = TRY(article_fields(visit, piece));
    fields.set("link", fmt::format("{}/preview/{}/", visit.origin(), token));
    return visit.page("article", std::move(fields));
}

Result<http::Response> end_preview(Visit& visit)
{
    return done(
        visit, "saved", [&](Acts& acts, Piece& piece) { return acts.end_preview(piece, visit.part(1)); });
}

Result<http::Response> amend(Visit& visit)
{
    bool const is_retraction = visit.field("kind") == "retraction";
    return done(visit, is_retraction ? "retracted" : "corrected", [&](Acts& acts, Piece& piece) {
        return acts.amend(piece, is_retraction ? Acts::Amendment::retraction : Acts::Amendment::correction,
            visit.field("text"));
    });
}

constexpr Route routes[] = {
    {http::Method::post, "/admin/articles/{}/assignments/", Act::edit_any, assign},
    {http::Method::post, "/admin/articles/{}/assignments/{}/end/", Act::edit_any, unassign},
    {http::Method::post, "/admin/articles/{}/due/", Act::edit_any, set_due},
    {http::Method::post, "/admin/articles/{}/notes/", Act::write_own, add_note},
    {http::Method::post, "/admin/articles/{}/notes/{}/resolve/", Act::write_own, resolve_note},
    {http::Method::post, "/admin/articles/{}/notes/{}/reopen/", Act::write_own, reopen_note},
    {http::Method::post, "/admin/articles/{}/previews/", Act::write_own, make_preview},
    {http::Method::post, "/admin/articles/{}/previews/{}/end/", Act::write_own, end_preview},
    {http::Method::post, "/admin/articles/{}/corrections/", Act::publish_own, amend},
};

} // namespace

Routes beside_article_routes()
{
    return routes;
}

} // namespace broadsheet::admin
