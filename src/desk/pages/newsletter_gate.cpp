#include "desk/pages/newsletter_gate.h"

#include "newsletter/flood_gate.h"

#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using newsletter::FloodGate;
using templates::Map;
using templates::Value;

// The same form again, once the browser has done a little work or the reader has waited.
Result<http::Response> ask_for_proof(Visit const& visit, LetterForm const& form, std::string const& meant)
{
    Map fields{{"action", visit.path(form.path)}, {"address", form.address},
        {"place", std::string(form.place)}, {"bits", newsletter::Challenge::bits},
        {"script", visit.path(proof_script_path)},
        {"challenge", visit.services.gate.challenge().make(meant)}};
    templates::Array slugs;
    for (auto slug : form.chosen)
        slugs.push_back(std::string(slug));
    fields.set("newsletters", Value::make<templates::Array>(std::move(slugs)));
    return visit.page("newsletter-proof", "One more step", std::move(fields));
}

} // namespace

Result<std::optional<http::Response>> stopped_at_gate(
    Visit const& visit, LetterForm const& form, std::string_view sent)
{
    auto& gate = visit.services.gate;
    auto const meant = fmt::format("{}\n{}\n{}", form.path, form.address, fmt::join(form.chosen, "\n"));
    bool const is_proven = gate.challenge().is_met(visit.field("challenge"), visit.field("proof"), meant);
    switch (gate.let_in(visit.origin(), is_proven)) {
    case FloodGate::Answer::ask_for_proof:
        return std::optional(TRY(ask_for_proof(visit, form, meant)));
    case FloodGate::Answer::refuse:
        return Error{ErrorCode::limit, "Too many sign-ups come from where you are. Try again in an hour."};
    case FloodGate::Answer::let_in:
        break;
    }
    switch (gate.may_write_to(form.address)) {
    case FloodGate::Letter::all_have_enough:
        return std::optional(
            TRY(visit.message("Please try again later", "We cannot take sign-ups just now.", 503)));
    case FloodGate::Letter::reader_has_enough:
        return std::optional(visit.redirect(sent));
    case FloodGate::Letter::write:
        break;
    }
    return std::optional<http::Response>();
}

} // namespace broadsheet::desk
