// What the editor's script asks for: saves of what is being typed, and the lock.
#include "admin/pages/article_view.h"
#include "admin/pages/pages.h"
#include "admin/work.h"

#include <boost/json.hpp>

namespace broadsheet::admin {

namespace {

namespace json = boost::json;

using staff::Act;
using workflow::Acts;
using workflow::Piece;

json::value text_or_null(std::string const& text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

http::Response collision_answer(Visit const& visit, workflow::Collision const& collision)
{
    return visit.json(409,
        json::object{{"error", collision.is_locked ? "locked" : "conflict"}, {"version", collision.version},
            {"by", collision.by.empty() ? visit.translated("the program") : collision.by},
            {"at", collision.at}});
}

// An error that names its field does so in front: "slug: …".
http::Response refusal(Visit const& visit, Error const& error)
{
    auto const colon = error.message.find(": ");
    json::object answer{{"error", visit.translated(error.message)}};
    if (colon != std::string::npos)
        answer["field"] = error.message.substr(0, colon);
    return visit.json(422, answer);
}

Result<http::Response> save(Visit& visit)
{
    auto const sent = content_of_form(visit);
    auto const content = workflow::sanitised(sent);
    if (!content.ok())
        return refusal(visit, content.error());
    auto const outcome = TRY(work_on_piece(
        visit, [&](Acts& acts, Piece& piece) { return acts.type(piece, version_in_form(visit), *content); }));
    if (outcome.collision)
        return collision_answer(visit, *outcome.collision);
    json::object answer{{"version", outcome.version}, {"saved_at", visit.services.clock.now()}};
    if ((*content)->body != sent.body)
        answer["html"] = (*content)->body;
    return visit.json(200, answer);
}

using Step
    = Result<workflow::EditLocks::State> (workflow::EditLocks::*)(newsroom::Number, staff::Session const&);

// What changes who holds the lock; nothing for what does not.
Step step_of(Visit const& visit)
{
    using workflow::EditLocks;
    auto const act = visit.field("act");
    if (act == "keep" || (act == "hold" && visit.field("keep") == "1"))
        return &EditLocks::keep;
    if (act == "hold")
        return &EditLocks::hold;
    if (act == "want")
        return &EditLocks::want;
    if (act == "give")
        return &EditLocks::give;
    if (act == "leave")
        return &EditLocks::leave;
    return nullptr;
}

Result<http::Response> lock(Visit& visit)
{
    auto const step = step_of(visit);
    bool const is_look = visit.field("act") == "look";
    if (step == nullptr && !is_look)
        return invalid("act: look, hold, keep, want, give or leave");
    auto const state
        = TRY(work_on_piece(visit, [&](Acts&, Piece& piece) -> Result<workflow::EditLocks::State> {
              if (!piece.rights.edit)
                  return forbidden("Your role does not allow this.");
              workflow::EditLocks locks(visit.connection, visit.services.clock);
              return is_look ? locks.look(piece.article.number, *visit.session)
                             : (locks.*step)(piece.article.number, *visit.session);
          }));
    if (!visit.wants_json())
        return visit.redirect(article_page_path(visit.part(0)), state.is_mine ? "lock-had" : "lock-asked");
    return visit.json(200,
        json::object{{"holder", text_or_null(state.holder)}, {"mine", state.is_mine}, {"since", state.since},
            {"wanted_by", text_or_null(state.wanted_by)}, {"asked", state.is_asked_for},
            {"free_in", (state.free_in + 999) / 1000}});
}

constexpr Route routes[] = {
    {http::Method::post, "/admin/articles/{}/working-copy/", Act::write_own, save},
    {http::Method::post, "/admin/articles/{}/lock/", Act::write_own, lock},
};

} // namespace

Routes working_copy_routes()
{
    return routes;
}

} // namespace broadsheet::admin
