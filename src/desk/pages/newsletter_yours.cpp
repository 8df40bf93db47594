// A reader's own page: what is sent, to change, take along, erase, and leave. The token in the link opens it.
#include "base/day.h"
#include "base/encoding.h"
#include "db/transaction.h"
#include "desk/pages/newsletter_gate.h"
#include "desk/pages/newsletter_letter.h"
#include "desk/pages/pages.h"
#include "mail/international_address.h"
#include "newsletter/flood_gate.h"
#include "newsletter/subscriptions.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>

namespace broadsheet::desk {

namespace {

namespace json = boost::json;
using newsletter::Subscription;
using newsletter::Subscriptions;
using newsroom::Newsletter;
using templates::Map;
using templates::Value;

constexpr std::string_view leave_pattern = "/newsletter/leave/{}/";

Subscriptions subscriptions(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

std::string own_path(Visit const& visit)
{
    return "/newsletter/yours/" + std::string(visit.part(0)) + "/";
}

// Everything of the reader whose link it is.
Result<std::vector<Subscription>> all_of(Visit const& visit)
{
    auto const found = TRY(subscriptions(visit).find(visit.part(0)));
    return subscriptions(visit).of_record(found.record);
}

Subscription const* to(std::vector<Subscription> const& all, Newsletter const& newsletter)
{
    auto const found = std::ranges::find(all, newsletter.id, &Subscription::newsletter);
    return found == all.end() ? nullptr : &*found;
}

// Returns the address; "" while the vault is locked, or where it is erased.
std::string address_of(Visit const& visit, Subscription const& subscription)
{
    auto const keys = visit.services.custody.keys();
    if (!keys)
        return {};
    auto const opened
        = vault::Records(visit.connection, visit.services.random).open(*keys, subscription.record);
    return opened.ok() ? opened->address : std::string();
}

// Whether there is nothing left to write to.
Result<bool> is_deleted(Visit const& visit, Subscription const& subscription)
{
    return !TRY(vault::Records(visit.connection, visit.services.random).find_sealed(subscription.record));
}

// Enough for its owner to know it; a link may be forwarded with the mail that holds it.
std::string masked(std::string const& address)
{
    auto const at = address.rfind('@');
    return at == std::string::npos
        ? address
        : address.substr(0, 1) + "…@" + mail::readable_domain(address.substr(at + 1));
}

Map row_of(Visit const& visit, Newsletter const& newsletter, Subscription const* subscription)
{
    Map row{{"slug", newsletter.slug}, {"name", newsletter.name}, {"frequency", newsletter.frequency},
        {"active", subscription && subscription->is_active()}};
    if (subscription && subscription->is_active()) {
        row.set("day", text::format_long_date(start_of(subscription->confirmed_day), {}, visit.language));
        row.set("policy", subscription->policy);
    }
    return row;
}

Result<http::Response> show_page(Visit const& visit, std::string_view note, std::string_view error = "")
{
    auto const all = TRY(all_of(visit));
    std::vector<Map> rows;
    for (auto const& newsletter : TRY(newsroom::Newsletters(visit.connection).all())) {
        auto const* subscription = to(all, newsletter);
        bool const is_open
            = newsletter.status == Newsletter::Status::open && newsletter.language == visit.language;
        if (is_open || (subscription && subscription->is_active()))
            rows.push_back(row_of(visit, newsletter, subscription));
    }
    bool const is_active = std::ranges::any_of(all, &Subscription::is_active);
    auto const address = address_of(visit, all.front());
    Map fields{{"path", visit.path(own_path(visit))},
        {"leave", visit.path("/newsletter/leave/" + std::string(visit.part(0)) + "/")},
        {"address", masked(address)}, {"is_active", is_active},
        {"is_locked", is_active && !visit.services.custody.is_unlocked()},
        {"waiting", is_active && address.empty() && visit.services.custody.is_unlocked()},
        {"is_deleted", !is_active && TRY(is_deleted(visit, all.front()))},
        {"sign_up", visit.path("/newsletter/sign-up/")}};
    fields.set("newsletters", list_of(rows, [](Map const& row) { return row; }));
    fields.set("note", note.empty() ? "" : visit.translated(note));
    fields.set("error", error.empty() ? "" : visit.translated(error));
    return visit.page(
        "newsletter-yours", "Your newsletters", std::move(fields), {error.empty() ? 200 : 422, {}});
}

Result<http::Response> show(Visit& visit)
{
    for (auto const& [name, note] : {std::pair("new", "You are signed up. Welcome!"),
             std::pair("saved", "Saved."), std::pair("changed", "From now on we write to this address."),
             std::pair("left", "You get no more issues, and your address is deleted."),
             std::pair("sent", "We have sent a letter to the new address. Press the link in it.")})
        if (visit.request.query == name)
            return show_page(visit, note);
    return show_page(visit, "");
}

// Leaving works whenever; to begin, the reader's address has to be known as one that may be written to.
Result<void> set(
    Visit const& visit, std::vector<Subscription> const& all, Newsletter const& newsletter, bool wanted)
{
    auto const* subscription = to(all, newsletter);
    bool const is_active = subscription && subscription->is_active();
    if (wanted == is_active)
        return {};
    if (!wanted)
        return subscriptions(visit).end(*subscription);
    if (newsletter.status != Newsletter::Status::open)
        return invalid("This newsletter takes no sign-ups any more.");
    auto const keys = visit.services.custody.keys();
    if (!keys)
        return invalid(
            "Our readers' addresses are locked away just now. Sign up as you did the first time, or "
            "try again later.");
    auto const consent = newsletter::consent_to(newsletter);
    TRY(newsletter::keep(visit.connection, visit.services.clock, consent));
    auto const added = subscriptions(visit).add(*keys, all.front().record, consent.id);
    if (!added.ok() && added.error().code == ErrorCode::not_found)
        return invalid("Your address is deleted. Sign up as you did the first time.");
    return added;
}

Result<http::Response> save(Visit& visit)
{
    auto const wanted = visit.fields("newsletter");
    auto const saved = db::transaction(visit.connection, db::Access::write, [&]() -> Result<void> {
        auto const all = TRY(all_of(visit));
        // First what is wanted, so that the address is not erased between.
        for (bool const is_wanted : {true, false})
            for (auto const& newsletter : TRY(newsroom::Newsletters(visit.connection).all()))
                if ((std::ranges::find(wanted, newsletter.slug) != wanted.end()) == is_wanted)
                    TRY(set(visit, all, newsletter, is_wanted));
        return {};
    });
    if (!saved.ok() && saved.error().code == ErrorCode::invalid)
        return show_page(visit, "", saved.error().message);
    TRY(saved);
    if (!subscriptions(visit).find(visit.part(0)).ok()) // what was in the inbox leaves no trace
        return visit.message("You have left", "You get no more issues, and your address is deleted.");
    return visit.redirect(own_path(visit) + "?saved");
}

Result<http::Response> change_address(Visit& visit)
{
    auto const all = TRY(all_of(visit));
    auto const address = read_address(visit.field("address"));
    if (!address.ok())
        return show_page(visit, "", address.error().message);
    std::vector<Newsletter> newsletters;
    for (auto const& newsletter : TRY(newsroom::Newsletters(visit.connection).all()))
        if (auto const* subscription = to(all, newsletter); subscription && subscription->is_active())
            newsletters.push_back(newsletter);
    if (newsletters.empty())
        return show_page(visit, "", "There is nothing to send to another address.");
    // Whoever has one link could have letters written to thousands of strangers.
    LetterForm const form{own_path(visit) + "address/", *address, {}, ""};
    auto const sent = own_path(visit) + "?sent";
    if (auto stopped = TRY(stopped_at_gate(visit, form, sent)))
        return *std::move(stopped);
    if (!visit.services.gate.may_change(all.front().record))
        return show_page(visit, "", "You have asked for this several times today. Try again tomorrow.");
    TRY(ask_to_confirm(visit, *address, newsletters, "own-page", all.front().id));
    return visit.redirect(sent);
}

json::object as_json(Visit const& visit, Subscription const& subscription)
{
    json::object object{{"status", subscription.status}, {"language", subscription.language},
        {"confirmed",
            subscription.is_active() ? text::format_iso_date(start_of(subscription.confirmed_day)) : ""},
        {"privacy_policy", subscription.policy}, {"signed_up_at", subscription.place}};
    if (auto const newsletter = newsroom::Newsletters(visit.connection).by_id(subscription.newsletter);
        newsletter.ok())
        object["newsletter"] = newsletter->name;
    if (auto const consent = newsletter::find_consent(visit.connection, subscription.consent); consent.ok())
        object["agreed_to"] = consent->wording;
    return object;
}

Result<http::Response> export_all(Visit& visit)
{
    auto const all = TRY(all_of(visit));
    json::array list;
    for (auto const& subscription : all)
        list.push_back(as_json(visit, subscription));
    auto const address = address_of(visit, all.front());
    json::object object{{"subscriptions", std::move(list)}};
    object["address"] = address.empty() ? json::value(nullptr) : json::value(address);
    if (address.empty())
        object["note"] = visit.translated(visit.services.custody.is_unlocked()
                ? "your address is deleted"
                : "your address is sealed, and the newsroom has the key locked away just now");
    auto response
        = http::make_response(200, "application/json; charset=utf-8", json::serialize(object) + "\n");
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"newsletters.json\""});
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Result<http::Response> erase(Visit& visit)
{
    auto const erased = db::transaction(visit.connection, db::Access::write, [&]() -> Result<void> {
        return subscriptions(visit).erase(TRY(subscriptions(visit).find(visit.part(0))).record);
    });
    TRY(erased);
    return visit.message("It is erased", "We keep nothing of you any more.");
}

Result<http::Response> show_leave(Visit& visit)
{
    auto const subscription = TRY(subscriptions(visit).find(visit.part(0)));
    auto const newsletter = TRY(newsroom::Newsletters(visit.connection).by_id(subscription.newsletter));
    if (!subscription.is_active())
        return visit.message("You have left", "You have unsubscribed already, and get no more issues.");
    return visit.page("newsletter-leave", "Leave the newsletter?",
        Map{{"name", newsletter.name}, {"yours", visit.path(own_path(visit))},
            {"action", visit.path("/newsletter/leave/" + std::string(visit.part(0)) + "/")}});
}

// A mail program posts it for the reader (https://www.rfc-editor.org/rfc/rfc8058#section-3.2): no page in
// between, and no redirect. Leaving twice is no error.
Result<http::Response> leave(Visit& visit)
{
    bool const is_one_click = visit.field("List-Unsubscribe") == "One-Click";
    auto const left = db::transaction(visit.connection, db::Access::write, [&]() -> Result<void> {
        auto const subscription = TRY(subscriptions(visit).find(visit.part(0)));
        if (visit.field("all") != "1")
            return subscriptions(visit).end(subscription);
        for (auto const& one : TRY(subscriptions(visit).of_record(subscription.record)))
            TRY(subscriptions(visit).end(one));
        return {};
    });
    TRY(left);
    if (is_one_click)
        return http::make_response(200, "text/plain; charset=utf-8", "Unsubscribed.\n");
    auto const rest = all_of(visit);
    if (!rest.ok()) // what was in the inbox leaves no trace
        return visit.message("You have left", "You get no more issues, and your address is deleted.");
    bool const is_all = std::ranges::none_of(*rest, &Subscription::is_active);
    return visit.redirect(own_path(visit) + (is_all ? "?left" : "?saved"));
}

constexpr Route routes[] = {
    {http::Method::get, "/newsletter/yours/{}/", show},
    {http::Method::post, "/newsletter/yours/{}/", save},
    {http::Method::post, "/newsletter/yours/{}/address/", change_address},
    {http::Method::post, "/newsletter/yours/{}/export/", export_all},
    {http::Method::post, "/newsletter/yours/{}/erase/", erase},
    {http::Method::get, leave_pattern, show_leave},
    {http::Method::post, leave_pattern, leave},
};

} // namespace

Routes newsletter_yours_routes()
{
    return routes;
}

} // namespace broadsheet::desk
