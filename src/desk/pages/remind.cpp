// "Not ready to support today? Remind me later": asked for, confirmed by mail, taken back by the same link.
#include "base/ascii.h"
#include "base/day.h"
#include "db/transaction.h"
#include "desk/pages/flood.h"
#include "desk/pages/pages.h"
#include "desk/typed_address.h"
#include "desk/visit.h"
#include "support/reminders.h"
#include "text/dates.h"

#include <date/date.h>
#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using support::ReminderLimits;
using support::ReminderRequest;
using support::Reminders;
using support::ReminderStatus;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr int months_listed = 12;

// The months to choose from: those that begin after this one.
Value months(Visit const& visit, std::string_view chosen)
{
    Array rows;
    date::year_month_day const today{
        date::sys_days{date::days{support::reminder_day(visit.services.clock.now())}}};
    for (int ahead = 1; ahead <= months_listed; ++ahead) {
        auto const month = today.year() / today.month() + date::months(ahead);
        auto const year = static_cast<int>(month.year());
        auto const number = static_cast<int>(static_cast<unsigned>(month.month()));
        auto value = fmt::format("{:04}-{:02}", year, number);
        bool const is_chosen = value == chosen;
        rows.push_back(Value::make<Map>(Map{{"label", text::format_month(year, number, visit.language)},
            {"value", std::move(value)}, {"is_chosen", is_chosen}}));
    }
    return Value::make<Array>(std::move(rows));
}

// An appeal's slug as its links carry it; anything else is nobody's.
std::string appeal_from(std::string_view text)
{
    bool const is_slug = text.size() <= ReminderLimits::appeal
        && std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
    return is_slug ? std::string(text) : std::string();
}

Result<http::Response> show_form(Visit const& visit, std::string_view when, std::string_view address,
    std::string_view appeal, std::string_view trouble = "")
{
    Map fields{{"action", visit.path("/remind/")}, {"appeal", appeal_from(appeal)},
        {"address", std::string(address)}, {"is_in_three", when == "3"},
        {"is_in_month", when != "1" && when != "3" && !when.empty()}, {"trouble", std::string(trouble)},
        {"support", visit.path("/support/")}};
    fields.set("months", months(visit, visit.field("month")));
    return visit.page("remind", "Remind me later", std::move(fields), {trouble.empty() ? 200 : 422});
}

Result<http::Response> show(Visit& visit)
{
    return show_form(visit, "", "", visit.query("appeal"));
}

// A month that was chosen counts, also where the choice beside it was not pressed.
std::string_view when_in_form(Visit const& visit)
{
    auto const month = visit.field("month");
    return month.empty() ? visit.field("when") : month;
}

Result<ReminderRequest> request_in_form(Visit const& visit, std::string const& address)
{
    auto const now = visit.services.clock.now();
    ReminderRequest request;
    request.due_day = TRY(support::due_day(when_in_form(visit), now));
    request.expires_day = support::reminder_day(now) + ReminderLimits::link_days;
    request.language = visit.language;
    request.appeal = appeal_from(visit.field("appeal"));
    request.address = TRY(vault::Records(visit.connection, visit.services.random).seal_address(address));
    return request;
}

Result<void> post_confirmation(Visit const& visit, ReminderRequest const& request, std::string const& address)
{
    auto const& services = visit.services;
    auto const key = TRY(db::transaction(visit.connection, db::Access::write,
        [&] { return support::reminder_key(visit.connection, services.random); }));
    auto const link = visit.address(fmt::format("/remind/{}/", to_token(request, key)));
    auto letter = TRY(services.reminder_letters.confirmation(visit.settings, request, link, address));
    return services.post.hand_over(std::move(letter));
}

Result<http::Response> ask(Visit& visit)
{
    std::string const address(trimmed(visit.field("address")));
    auto const again = [&](std::string_view trouble) {
        return show_form(
            visit, when_in_form(visit), address, visit.field("appeal"), visit.translated(trouble));
    };
    auto const trouble
        = trouble_with_address(address, "This is no complete mail address, such as name@example.org.");
    if (!trouble.empty())
        return again(trouble);
    auto const request = request_in_form(visit, address);
    if (!request.ok() && request.error().code == ErrorCode::not_found)
        return again("Reminders cannot be asked for yet: the newspaper has not set up its vault.");
    if (!request.ok())
        return again("Choose a month that is still to come.");
    TRY(check_not_too_often(visit, address));
    TRY(post_confirmation(visit, *request, address));
    return visit.redirect("/remind/asked/");
}

Result<http::Response> say_asked(Visit& visit)
{
    return visit.message("One more step",
        "We have sent you a mail. Open the link in it and press the button: only then will we remind you.");
}

struct Linked {
    ReminderRequest request;
    std::optional<support::Reminder> reminder; // once it is confirmed
};

Result<Linked> linked(Visit const& visit)
{
    auto const& services = visit.services;
    return db::transaction(visit.connection, db::Access::write, [&]() -> Result<Linked> {
        auto const key = TRY(support::reminder_key(visit.connection, services.random));
        auto request = TRY(support::read_reminder_token(visit.part(0), key));
        Reminders reminders(visit.connection, services.clock, services.random);
        auto reminder = TRY(reminders.of_link(visit.part(0)));
        return Linked{std::move(request), std::move(reminder)};
    });
}

std::string_view state_of(Linked const& link, UtcMillis now)
{
    if (!link.reminder)
        return link.request.expires_day < support::reminder_day(now) ? "expired" : "asked";
    switch (link.reminder->status) {
    case ReminderStatus::waiting:
        return "waiting";
    case ReminderStatus::cancelled:
        return "cancelled";
    default:
        return "over";
    }
}

// Opening a link changes nothing, because mail programs do so to look at it.
Result<http::Response> show_link(Visit& visit)
{
    auto const link = TRY(linked(visit));
    Map fields{{"state", std::string(state_of(link, visit.services.clock.now()))},
        {"action", visit.path(fmt::format("/remind/{}/", visit.part(0)))},
        {"day", text::format_long_date(start_of(link.request.due_day), text::TimeZone(), visit.language)},
        {"again", visit.path("/remind/")}, {"support", visit.path("/support/")}};
    return visit.page("remind-link", "Remind me later", std::move(fields));
}

Result<http::Response> act(Visit& visit)
{
    auto const& services = visit.services;
    auto const link = TRY(linked(visit));
    bool const shall_cancel = visit.field("act") == "cancel";
    auto const acted = db::transaction(visit.connection, db::Access::write, [&]() -> Result<void> {
        Reminders reminders(visit.connection, services.clock, services.random);
        if (shall_cancel && link.reminder)
            return reminders.cancel(*link.reminder);
        if (!shall_cancel)
            TRY(reminders.confirm(link.request, visit.part(0)));
        return {};
    });
    if (!acted.ok())
        return acted.error();
    return visit.redirect(fmt::format("/remind/{}/", visit.part(0)));
}

constexpr Route routes[] = {
    {http::Method::get, "/remind/", show},
    {http::Method::post, "/remind/", ask},
    {http::Method::get, "/remind/asked/", say_asked},
    {http::Method::get, "/remind/{}/", show_link},
    {http::Method::post, "/remind/{}/", act},
};

} // namespace

Routes remind_routes()
{
    return routes;
}

} // namespace broadsheet::desk
