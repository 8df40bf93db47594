// Issues on their way: how far they have come, who did not get them, and what to do about it.
#include "newsletter/delivery/sends.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/whole_number.h"
#include "mail/international_address.h"
#include "newsletter/delivery/missed_domains.h"
#include "newsletter/welcome.h"
#include "newsroom/newsletters.h"
#include "templates/list_of.h"

#include "vault/records.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using newsletter::Progress;
using newsletter::Send;
using newsletter::Sends;
using staff::Act;
using templates::Array;
using templates::list_of;
using templates::Map;
using templates::Value;

constexpr std::string_view list_path = "/admin/sends/";
constexpr std::size_t most_sends = 100;
constexpr std::size_t most_readers = 200;
constexpr auto seconds_between_looks = "5";

// What a relay's number means (https://www.rfc-editor.org/rfc/rfc3463), or our own word, in the words of an
// editor; "" where it says nothing.
std::string_view meaning_of_status(std::string_view reason)
{
    constexpr std::pair<std::string_view, std::string_view> meanings[] = {{".1.1", "no such mailbox"},
        {".1.10", "its domain takes no mail"}, {".1.2", "no such domain"},
        {".1.3", "no address that mail can be sent to"}, {".1.6", "the mailbox has moved"},
        {".2.1", "the mailbox is switched off"}, {".2.2", "the mailbox is full"},
        {".2.3", "the letter is too long for the mailbox"}, {".3.4", "the letter is too long"},
        {".4.1", "their server does not answer"}, {".4.4", "their server cannot be found"},
        {".4.7", "their server did not answer in time"}, {".5.0", "the relay does not take the command"},
        {".6.0", "the letter could not be made"}, {".6.7", "the relay takes no addresses beyond ASCII"},
        {".7.0", "against the rules of their provider"}, {".7.1", "their provider does not want our mail"},
        {".7.26", "SPF or DKIM failed: `broadsheet check mail`"},
        {"unreadable", "the address in the vault does not open, or is none: it was not written to"}};
    auto const dot = reason.find('.');
    auto const behind_class = dot == reason.npos ? reason : reason.substr(dot);
    auto const found
        = std::ranges::find(meanings, behind_class, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(meanings) ? "" : found->second;
}

Sends sends(Visit const& visit)
{
    return {visit.connection, visit.services.clock};
}

Result<std::string> subject_of(Visit const& visit, Send const& send)
{
    if (auto const newsletter = newsletter::newsletter_of_welcome(send.issue)) {
        auto name = TRY(newsroom::Newsletters(visit.connection).by_id(*newsletter)).name;
        return visit.translated("Welcome letter") + " · " + name;
    }
    auto rows = TRY(visit.connection.query("SELECT subject FROM issues WHERE id = $1", {send.issue}));
    return TRY(rows.next()) ? rows.string(0) : send.issue;
}

Map fields_of(Send const& send)
{
    return Map{{"number", send.number}, {"status", std::string(name_of(send.status))},
        {"trouble", send.trouble}, {"total", send.total}, {"accepted", send.accepted},
        {"started_at", send.started_at}, {"ended_at", send.ended_at},
        {"is_welcome", newsletter::newsletter_of_welcome(send.issue).has_value()}};
}

Result<http::Response> list(Visit& visit)
{
    Array rows;
    for (auto const& send : TRY(sends(visit).list(most_sends))) {
        auto fields = fields_of(send);
        fields.set("subject", TRY(subject_of(visit, send)));
        rows.push_back(Value::make<Map>(std::move(fields)));
    }
    Map fields;
    fields.set("sends", Value::make<Array>(std::move(rows)));
    return visit.page("sends", std::move(fields));
}

Result<Map> progress_fields(Visit const& visit, Progress const& progress)
{
    auto const& send = progress.send;
    auto fields = fields_of(send);
    fields.set("subject", TRY(subject_of(visit, send)));
    fields.set("waiting", progress.waiting);
    fields.set("attempting", progress.attempting);
    fields.set("deferred", progress.deferred);
    fields.set("refused", progress.refused);
    fields.set("unknown", progress.unknown);
    fields.set("left", progress.left);
    fields.set("gone", progress.gone);
    fields.set("next_retry_at", progress.next_retry_at);
    fields.set("per_second", static_cast<std::int64_t>(progress.per_second + 0.5));
    fields.set("expected_end", progress.waiting > 0 ? progress.expected_end : 0);
    fields.set("is_running", send.status == Send::Status::running);
    fields.set("is_cancelled", send.status == Send::Status::cancelled);
    fields.set("is_paused", send.status == Send::Status::paused);
    fields.set("is_over", send.status == Send::Status::cancelled || send.status == Send::Status::finished);
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    auto const progress = TRY(sends(visit).progress(whole_number(visit.part(0)).value_or(0)));
    auto fields = TRY(progress_fields(visit, progress));
    auto response = TRY(visit.page("send", std::move(fields)));
    // A page without a script that keeps itself up to date.
    if (progress.send.status == Send::Status::running)
        response.headers.push_back({"Refresh", seconds_between_looks});
    return response;
}

// One reader of the send, or all of them.
std::optional<std::int64_t> one_reader(Visit const& visit)
{
    auto const subscription = visit.field("subscription");
    return subscription.empty() ? std::nullopt : std::optional(whole_number(subscription).value_or(0));
}

// What mails nobody: to stop has to be quick, whoever sees the mistake.
Result<std::int64_t> hold_back(Visit const& visit, std::int64_t number, std::string_view what)
{
    auto store = sends(visit);
    if (what == "leave")
        return store.leave_unknown(number, one_reader(visit));
    if (what == "pause")
        TRY(store.pause(number));
    else if (what == "cancel")
        TRY(store.cancel(number));
    else
        return invalid("There is nothing here.");
    return 0;
}

// What mails readers.
Result<std::int64_t> deliver(Visit const& visit, std::int64_t number, std::string_view what)
{
    auto store = sends(visit);
    if (what == "again")
        return store.send_unknown_again(number, one_reader(visit));
    if (what == "retry")
        return store.retry_refused(number, one_reader(visit));
    if (what == "dead")
        return store.retry_dead(number);
    if (what == "now")
        return store.retry_deferred(number);
    if (what != "resume")
        return invalid("There is nothing here.");
    TRY(store.resume(number));
    return 0;
}

Result<http::Response> change(Visit& visit, decltype(hold_back)& do_as_asked)
{
    auto const number = whole_number(visit.part(0)).value_or(0);
    auto const what = visit.field("act");
    auto const send = TRY(sends(visit).find(number));
    auto const subject = TRY(subject_of(visit, send));
    auto const done = act(visit, fmt::format("send.{}", what), std::to_string(number), subject,
        [&] { return do_as_asked(visit, number, what); });
    if (!done.ok()) {
        auto const progress = TRY(sends(visit).progress(number));
        return visit.refused("send", TRY(progress_fields(visit, progress)), done.error());
    }
    return visit.redirect(fmt::format("{}{}/", list_path, number), "saved");
}

Result<http::Response> take_hold(Visit& visit)
{
    return change(visit, hold_back);
}

Result<http::Response> take_delivery(Visit& visit)
{
    return change(visit, deliver);
}

// How many did not get it, and why: for all who may see the send.
Result<http::Response> show_missed(Visit& visit)
{
    auto const number = whole_number(visit.part(0)).value_or(0);
    auto const send = TRY(sends(visit).find(number));
    auto fields = fields_of(send);
    fields.set("subject", TRY(subject_of(visit, send)));
    Array rows;
    for (auto const& one : TRY(sends(visit).missed(number)))
        rows.push_back(
            Value::make<Map>(Map{{"of_status", one.status}, {"code", one.code}, {"reason", one.reason},
                {"count", one.count}, {"meaning", visit.translated(meaning_of_status(one.reason))}}));
    fields.set("reasons", Value::make<Array>(std::move(rows)));
    return visit.page("send-missed", std::move(fields));
}

// Readers are numbers, but for who may open the vault, and has said so again: there they have addresses.
enum class Readers { numbers, addresses };

// "" for who is no longer in the vault.
std::string address_of(Visit const& visit, vault::Keys const& keys, std::string const& record)
{
    if (record.empty())
        return {};
    auto const opened = vault::Records(visit.connection, visit.services.random).open(keys, record);
    return opened.ok() ? mail::readable_address(opened->address) : std::string();
}

Result<http::Response> show_readers(Visit const& visit, Readers readers)
{
    auto const number = whole_number(visit.part(0)).value_or(0);
    auto const status = visit.part(1);
    auto const send = TRY(sends(visit).find(number));
    auto const found = TRY(sends(visit).undelivered(
        number, status, whole_number(visit.query("after")).value_or(0), most_readers));
    auto const keys = readers == Readers::addresses ? visit.services.custody.keys() : std::nullopt;
    auto const subject = TRY(subject_of(visit, send));
    if (keys)
        TRY(act(visit, "send.addresses_read", std::to_string(number), fmt::format("{}: {}", subject, status),
            [] { return Result<void>(); }));
    Array rows;
    for (auto const& one : found)
        rows.push_back(Value::make<Map>(Map{{"subscription", one.subscription}, {"attempts", one.attempts},
            {"code", one.code}, {"reason", one.reason}, {"not_before", one.not_before},
            {"address", keys ? address_of(visit, *keys, one.record) : ""}}));
    auto fields = fields_of(send);
    fields.set("subject", subject);
    fields.set("of_status", std::string(status));
    fields.set("readers", Value::make<Array>(std::move(rows)));
    fields.set("with_addresses", keys.has_value());
    fields.set("is_locked", !visit.services.custody.is_unlocked());
    if (found.size() == most_readers)
        fields.set("after", found.back().subscription);
    return visit.page("send-readers", std::move(fields));
}

Result<http::Response> show_numbers(Visit& visit)
{
    return show_readers(visit, Readers::numbers);
}

Result<http::Response> show_addresses(Visit& visit)
{
    return show_readers(visit, Readers::addresses);
}

// Which providers it is that take nothing, without an address.
Result<http::Response> show_domains(Visit& visit)
{
    auto const number = whole_number(visit.part(0)).value_or(0);
    auto const status = visit.part(1);
    auto const send = TRY(sends(visit).find(number));
    TRY(newsletter::Sends::check_status(status)); // nothing is logged of one that is none
    auto fields = fields_of(send);
    auto const subject = TRY(subject_of(visit, send));
    newsletter::MissedDomains found;
    auto const keys = visit.services.custody.keys();
    if (keys) {
        TRY(act(visit, "send.domains_read", std::to_string(number), fmt::format("{}: {}", subject, status),
            [] { return Result<void>(); }));
        found = TRY(newsletter::missed_domains(
            visit.connection, visit.services.clock, visit.services.random, *keys, number, status));
    }
    fields.set("domains", list_of(found.rows, [&](newsletter::MissedDomain const& one) {
        return Map{{"domain", one.domain}, {"code", one.code}, {"reason", one.reason},
            {"meaning", visit.translated(meaning_of_status(one.reason))}, {"count", one.count}};
    }));
    if (found.is_cut)
        fields.set("looked_at", newsletter::MissedDomainLimits::readers);
    fields.set("subject", subject);
    fields.set("of_status", std::string(status));
    fields.set("is_locked", !keys);
    return visit.page("send-domains", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, list_path, Act::edit_newsletters, list},
    {http::Method::get, "/admin/sends/{}/", Act::edit_newsletters, show},
    {http::Method::post, "/admin/sends/{}/", Act::edit_newsletters, take_hold},
    {http::Method::post, "/admin/sends/{}/deliver/", Act::send_newsletters, take_delivery},
    {http::Method::get, "/admin/sends/{}/missed/", Act::edit_newsletters, show_missed},
    {http::Method::get, "/admin/sends/{}/{}/", Act::edit_newsletters, show_numbers},
    {http::Method::get, "/admin/sends/{}/{}/addresses/", Act::manage_vault, show_addresses},
    {http::Method::get, "/admin/sends/{}/{}/domains/", Act::manage_vault, show_domains},
};

} // namespace

Routes send_routes()
{
    return routes;
}

} // namespace broadsheet::admin
