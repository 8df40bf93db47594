// One reader who has written: what is known of the address, and to unsubscribe, block or erase it.
#include "admin/pages/one_reader.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "base/day.h"
#include "newsletter/lists/one_reader.h"
#include "newsroom/newsletters.h"
#include "templates/list_of.h"
#include "text/dates.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using newsletter::OneReader;
using newsletter::Subscription;
using staff::Act;
using templates::Map;

constexpr std::string_view path = "/admin/vault/reader/";

Map row_of(Visit const& visit, Subscription const& subscription)
{
    auto const newsletter = newsroom::Newsletters(visit.connection).by_id(subscription.newsletter);
    return Map{{"newsletter", newsletter.ok() ? newsletter->name : subscription.newsletter},
        {"status", visit.translated(subscription.status)}, {"policy", subscription.policy},
        {"place", subscription.place},
        {"day", subscription.is_active() ? text::format_iso_date(start_of(subscription.confirmed_day)) : ""}};
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("one-reader", Map{{"is_locked", !visit.services.custody.is_unlocked()}});
}

// Does what the button says; returns what it came to, in words.
Result<std::string_view> do_as_asked(OneReader const& reader, std::string_view address, std::string_view what)
{
    if (what == "unsubscribe")
        return TRY(reader.unsubscribe(address)) > 0 ? "Unsubscribed from everything; the address is deleted."
                                                    : "Nothing was subscribed.";
    if (what == "block") {
        TRY(reader.block(address));
        return "No import brings this address back. Its reader alone can, by signing up.";
    }
    if (what == "erase")
        return TRY(reader.erase(address)) ? "Everything is erased, the hash too." : "Nothing is known of it.";
    return "";
}

// The page is the answer itself, so that the address stands in no link, log or history.
Result<http::Response> answer(Visit& visit)
{
    auto const address = visit.field("address");
    auto const what = visit.field("act");
    auto const keys = visit.services.custody.keys();
    if (!keys)
        return visit.redirect(path);
    OneReader const reader{visit.connection, *keys, visit.services.clock, visit.services.random};
    auto const done = do_as_asked(reader, address, what);
    auto const found = done.ok() ? reader.look_up(address) : Result<std::vector<Subscription>>(done.error());
    Map fields{{"address", std::string(trimmed(address))}};
    if (!found.ok())
        return visit.refused("one-reader", std::move(fields), found.error());
    auto const told = what.empty() ? "look" : what;
    TRY(act(visit, fmt::format("reader.{}", told), "", "", [] { return Result<void>(); }));
    fields.set("is_answer", true);
    fields.set("done", visit.translated(*done));
    fields.set("subscriptions",
        templates::list_of(*found, [&](Subscription const& one) { return row_of(visit, one); }));
    return visit.page("one-reader", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, path, Act::manage_vault, show},
    {http::Method::post, path, Act::manage_vault, answer},
};

} // namespace

Routes one_reader_routes()
{
    return routes;
}

} // namespace broadsheet::admin
