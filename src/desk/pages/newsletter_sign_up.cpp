// Signing up for a newsletter: nothing is kept before the reader confirms.
#include "base/ascii.h"
#include "base/embedded.h"
#include "base/log.h"
#include "desk/pages/newsletter_gate.h"
#include "desk/pages/newsletter_letter.h"
#include "desk/pages/pages.h"
#include "newsroom/issues.h"
#include "newsroom/paths.h"
#include "vault/ceremony.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_desk(); // cmake/Embed.cmake

namespace desk {

namespace {

using newsroom::Newsletter;
using templates::Map;
using templates::Value;

constexpr std::string_view form_path = "/newsletter/sign-up/";
constexpr std::string_view sent_path = "/newsletter/sign-up/sent/";

// What the form says, and is found again after an error.
struct Form {
    std::vector<std::string_view> chosen; // slugs
    std::string_view address;
    std::string_view place;
};

Form read_form(Visit const& visit)
{
    return {visit.fields("newsletter"), visit.field("address"), visit.field("place")};
}

Result<std::string> preview_path(Visit const& visit, Newsletter const& newsletter)
{
    auto const latest = TRY(
        newsroom::Issues(visit.connection).sent(newsletter.id, std::numeric_limits<UtcMillis>::max(), 1));
    if (latest.empty())
        return std::string();
    return newsroom::newsletter_path(visit.settings, newsletter.language, newsletter.slug)
        + latest.front().slug + "/";
}

Value policies_of(std::vector<Newsletter> const& newsletters)
{
    std::set<std::pair<std::string, std::string>> policies;
    for (auto const& newsletter : newsletters)
        if (!newsletter.policy_path.empty())
            policies.emplace(newsletter.policy_path, newsletter.policy);
    return list_of(policies, [](auto const& policy) {
        return Map{{"url", policy.first}, {"version", policy.second}};
    });
}

Result<http::Response> show_form(Visit const& visit, Form const& form, std::string_view error = "")
{
    auto const newsletters = TRY(open_newsletters(visit));
    std::vector<Map> rows;
    for (auto const& newsletter : newsletters) {
        bool const is_chosen
            = newsletters.size() == 1 || std::ranges::find(form.chosen, newsletter.slug) != form.chosen.end();
        rows.push_back(Map{{"slug", newsletter.slug}, {"name", newsletter.name}, {"pitch", newsletter.pitch},
            {"frequency", newsletter.frequency}, {"chosen", is_chosen},
            {"preview", TRY(preview_path(visit, newsletter))}});
    }
    Map fields{{"action", visit.path(form_path)}, {"address", std::string(form.address)},
        {"place", form.place.empty() ? "page" : std::string(form.place)},
        {"has_key_file", TRY(vault::has_key_file(visit.connection))}};
    fields.set("newsletters", list_of(rows, [](Map const& row) { return row; }));
    fields.set("policies", policies_of(newsletters));
    if (!error.empty())
        fields.set("error", visit.translated(error));
    return visit.page(
        "newsletter-sign-up", "Sign up for a newsletter", std::move(fields), {error.empty() ? 200 : 422, {}});
}

Result<http::Response> show_empty_form(Visit& visit)
{
    return show_form(visit, {});
}

Result<std::vector<Newsletter>> chosen_newsletters(Visit const& visit, Form const& form)
{
    auto all = TRY(open_newsletters(visit));
    std::erase_if(all, [&](Newsletter const& newsletter) {
        return std::ranges::find(form.chosen, newsletter.slug) == form.chosen.end();
    });
    if (all.size() > newsletter::SignUpLimits::newsletters)
        return invalid("These are too many newsletters at once.");
    return all;
}

// A name of ours for where the form was; what anybody sends is not kept.
std::string_view known_place(std::string_view place)
{
    for (std::string_view known : {"article", "front", "issue", "page"})
        if (place == known)
            return known;
    return "elsewhere";
}

// Every address gets the same answer, whether or not it is subscribed: nobody can ask us who reads us.
Result<http::Response> sign_up(Visit& visit)
{
    auto const form = read_form(visit);
    if (!visit.field("website").empty()) // which people do not see
        return visit.redirect(sent_path);
    auto const newsletters = TRY(chosen_newsletters(visit, form));
    if (newsletters.empty())
        return show_form(visit, form, "Choose a newsletter.");
    auto const address = read_address(form.address);
    if (!address.ok())
        return show_form(visit, form, address.error().message);

    LetterForm const letter_form{std::string(form_path), *address, form.chosen, form.place};
    if (auto stopped = TRY(stopped_at_gate(visit, letter_form, sent_path)))
        return *std::move(stopped);
    if (auto asked = ask_to_confirm(visit, *address, newsletters, known_place(form.place)); !asked.ok()) {
        log_error("a reader could not sign up: {}", asked.error().message);
        return visit.message("Please try again later", "We cannot take sign-ups just now.", 503);
    }
    return visit.redirect(sent_path);
}

Result<http::Response> show_sent(Visit& visit)
{
    return visit.page("newsletter-sent", "Check your mail", {});
}

Result<http::Response> show_script(Visit&)
{
    for (auto const& file : embedded_desk())
        if (file.path == "assets/proof.js")
            return http::make_response(200, "text/javascript; charset=utf-8", std::string(file.content));
    return not_found("There is nothing here.");
}

constexpr Route routes[] = {
    {http::Method::get, form_path, show_empty_form},
    {http::Method::post, form_path, sign_up},
    {http::Method::get, sent_path, show_sent},
    {http::Method::get, proof_script_path, show_script},
};

} // namespace

Routes newsletter_sign_up_routes()
{
    return routes;
}

} // namespace desk

} // namespace broadsheet
