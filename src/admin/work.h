#pragma once

#include "admin/visit.h"
#include "newsroom/settings.h"
#include "text/time_zone.h"
#include "workflow/acts.h"

namespace broadsheet::admin {

// Runs `body(Acts&)`, which returns a Result, as the visitor in one change to the newsroom's state.
template <typename Body>
auto work(Visit const& visit, Body&& body) -> std::invoke_result_t<Body, workflow::Acts&>
{
    return newsroom::change(
        visit.connection, visit.services.clock, visit.services.random, [&](newsroom::Change& change) {
            workflow::Acts acts(change, *visit.session);
            return body(acts);
        });
}

// The same with the article that the route names first.
template <typename Body>
auto work_on_piece(Visit const& visit, Body&& body)
    -> std::invoke_result_t<Body, workflow::Acts&, workflow::Piece&>
{
    using Answer = std::invoke_result_t<Body, workflow::Acts&, workflow::Piece&>;
    return work(visit, [&](workflow::Acts& acts) -> Answer {
        auto piece = TRY(workflow::open_piece(visit.connection, visit.account(), visit.part(0)));
        return body(acts, piece);
    });
}

// The article that the route names, if the visitor may read it.
inline Result<workflow::Piece> piece_of(Visit const& visit)
{
    return workflow::open_piece(visit.connection, visit.account(), visit.part(0));
}

inline std::string article_page_path(std::string_view id)
{
    return "/admin/articles/" + std::string(id) + "/";
}

// What people call the state of an article, in English: a key for translation.
std::string_view state_label(newsroom::Status, workflow::Stage);

// A time as <input type="datetime-local"> has it: in the newspaper's zone, without it.
std::string local_time(UtcMillis, text::TimeZone const&);
// Reads it; `invalid`, naming the field, also for a time that clocks leave out when they are put forward.
Result<UtcMillis> parse_local_time(std::string_view field, std::string_view text, text::TimeZone const&);

Result<text::TimeZone> newspaper_zone(Visit const&);

} // namespace broadsheet::admin
