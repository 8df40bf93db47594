// The link in the letter: one click, and the reader is signed up.
#include "base/log.h"
#include "db/transaction.h"
#include "desk/pages/newsletter_letter.h"
#include "desk/pages/pages.h"
#include "newsletter/subscriptions.h"

namespace broadsheet::desk {

namespace {

using newsletter::SignUp;
using newsletter::Subscriptions;

constexpr std::string_view pattern = "/newsletter/confirm/{}/";

Subscriptions subscriptions(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

// Programs that look into mail open its links too. A browser says when a person goes to a page
// (https://www.w3.org/TR/fetch-metadata/): then one click is enough. Whoever does not say so gets a button.
bool is_person(http::Request const& request)
{
    return request.header("Sec-Fetch-Mode").value_or("") == "navigate"
        && request.header("Sec-Fetch-Dest").value_or("") == "document" && !request.header("Sec-Purpose");
}

Result<SignUp> read_link(Visit const& visit)
{
    auto const key = TRY(newsletter::confirmation_key(visit.connection, visit.services.random));
    return newsletter::read_token(visit.part(0), key, visit.services.clock.now());
}

Result<http::Response> confirm(Visit& visit)
{
    auto const sign_up = TRY(read_link(visit));
    auto const token = db::transaction(visit.connection, db::Access::write,
        [&] { return subscriptions(visit).confirm(sign_up, visit.part(0)); });
    if (!token.ok() && token.error().code == ErrorCode::conflict)
        return visit.message(
            "You have signed up", "This link was used already: there is nothing left to do.");
    if (!token.ok() && token.error().code == ErrorCode::unavailable)
        return not_found("This link is older than our keys. Sign up once more.");
    if (!token.ok())
        return token.error();
    if (auto const keys = visit.services.custody.keys()) {
        auto const taken
            = newsletter::take_in_all(visit.connection, *keys, visit.services.clock, visit.services.random);
        if (!taken.ok()) // it waits in the inbox
            log_error("a sign-up was not taken in yet: {}", taken.error().message);
    }
    return visit.redirect("/newsletter/yours/" + *token + (sign_up.replaces.empty() ? "/?new" : "/?changed"));
}

Result<http::Response> show(Visit& visit)
{
    auto const sign_up = TRY(read_link(visit));
    if (is_person(visit.request))
        return confirm(visit);
    std::string names;
    for (auto const& id : sign_up.consents) {
        auto const consent = TRY(newsletter::find_consent(visit.connection, id));
        auto const newsletter = TRY(newsroom::Newsletters(visit.connection).by_id(consent.newsletter));
        names += (names.empty() ? "" : ", ") + newsletter.name;
    }
    templates::Map fields{{"newsletters", names}, {"replaces", !sign_up.replaces.empty()},
        {"action", visit.path("/newsletter/confirm/" + std::string(visit.part(0)) + "/")}};
    return visit.page("newsletter-confirm", "Is it you?", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, pattern, show},
    {http::Method::post, pattern, confirm},
};

} // namespace

Routes newsletter_confirm_routes()
{
    return routes;
}

} // namespace broadsheet::desk
