// Contributions: what providers tell by themselves, and what they forgot to.
#include "base/log.h"
#include "base/whole_number.h"
#include "db/jobs.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/forgetting.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr Day days_to_match = 3; // that an event of no known pledge is looked at again
constexpr std::int64_t overlap = 60 * 60 * 1000; // milliseconds asked for twice: events come late
// Where there are too many events for one answer, they are asked for in windows of time.
constexpr UtcMillis widest_window = 32LL * 24 * 60 * 60 * 1000; // as long as providers keep them
constexpr UtcMillis narrowest_window = 1'000;
constexpr std::size_t most_looks = 500; // a provider and run
constexpr int most_unanswered = 3; // looks one after the other, and the provider is down

struct KeptEvent {
    std::int64_t number = 0;
    std::string provider;
    Event event;
    Day day = 0;
};

Result<std::vector<KeptEvent>> open_events(db::Connection& connection)
{
    std::vector<KeptEvent> events;
    auto rows = TRY(connection.query("SELECT number, provider, key, content, day FROM provider_events "
                                     "WHERE status <> 'done' ORDER BY number"));
    while (TRY(rows.next()))
        events.push_back(
            {rows.integer(0), rows.string(1), {rows.string(2), rows.string(3)}, rows.integer(4)});
    return events;
}

Result<KeptEvent> find_event(db::Connection& connection, std::int64_t number)
{
    auto rows = TRY(connection.query(
        "SELECT number, provider, key, content, day FROM provider_events WHERE number = $1", {number}));
    if (!TRY(rows.next()))
        return not_found("there is no such event");
    return KeptEvent{rows.integer(0), rows.string(1), {rows.string(2), rows.string(3)}, rows.integer(4)};
}

Result<void> set_status(db::Connection& connection, std::int64_t number, std::string_view status)
{
    return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        TRY(connection.execute("UPDATE provider_events SET status = $1 WHERE number = $2", {status, number}));
        return {};
    });
}

std::string cursor_key(Provider const& provider)
{
    return fmt::format("reconciled.{}", provider.name());
}

} // namespace

Result<bool> Contributions::save_event(Provider const& provider, Event const& event)
{
    return db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
        auto rows = TRY(connection_.query("INSERT INTO provider_events (provider, key, content, day) "
                                          "VALUES ($1, $2, $3, $4) ON CONFLICT (provider, key) DO NOTHING "
                                          "RETURNING number",
            {provider.name(), event.key, event.content, day_of(tools_.clock.now())}));
        std::int64_t number = 0;
        while (TRY(rows.next()))
            number = rows.integer(0);
        if (number == 0)
            return false;
        TRY(db::JobQueue(connection_, tools_.clock, tools_.random).add(event_job, fmt::format("{}", number)));
        return true;
    });
}

Result<bool> Contributions::take_event(std::string_view name, http::Request const& request)
{
    auto const provider = TRY(this->provider(name, true));
    auto const event = TRY(provider->read_event(request));
    return event ? save_event(*provider, *event) : Result<bool>(false);
}

Result<void> Contributions::work_off_event(std::int64_t number)
{
    auto const kept = TRY(find_event(connection_, number));
    auto const provider = TRY(this->provider(kept.provider, true));
    auto const pledge = TRY(provider->pledge_of(connection_, kept.event));
    if (!pledge) {
        bool const is_given_up = kept.day + days_to_match < day_of(tools_.clock.now());
        return set_status(connection_, number, is_given_up ? "done" : "unmatched");
    }
    TRY(look(*pledge));
    return set_status(connection_, number, "done");
}

Result<void> Contributions::find_lost_events(Provider& provider, Reconciled& reconciled)
{
    // By the provider's own clock, so that ours may be wrong.
    auto const key = cursor_key(provider);
    UtcMillis newest = whole_number(TRY(load_support_value(connection_, key))).value_or(0);
    UtcMillis since = std::max<UtcMillis>(newest - overlap, 0);
    std::optional<UtcMillis> until;
    for (UtcMillis window = widest_window;;) {
        auto const events = provider.events_between(since, until);
        bool const are_too_many = !events.ok() && events.error().code == ErrorCode::limit;
        if (are_too_many && window > narrowest_window) {
            // Providers keep them for a month.
            since = std::max(since, tools_.clock.now() - widest_window);
            window /= 2;
            until = since + window;
            continue;
        }
        if (!events.ok())
            return events.error();
        for (auto const& event : *events) {
            reconciled.events += TRY(save_event(provider, event)) ? 1 : 0;
            newest = std::max(newest, event.at);
        }
        newest = std::max(newest, until.value_or(0));
        TRY(db::transaction(connection_, db::Access::write,
            [&] { return save_support_value(connection_, key, fmt::format("{}", newest)); }));
        if (!until)
            return {};
        since = *until;
        until = since + window < tools_.clock.now() ? std::optional(since + window) : std::nullopt;
    }
}

Result<void> Contributions::work_off_waiting(Reconciled& reconciled)
{
    for (auto const& kept : TRY(open_events(connection_)))
        if (auto const worked = work_off_event(kept.number); !worked)
            reconciled.troubles.push_back(fmt::format("{}: {}", kept.provider, worked.error().message));
    return {};
}

// A pledge that cannot be looked at goes behind the others, or it would keep them from being looked at for
// good.
Result<void> Contributions::put_off(Pledge const& pledge)
{
    TRY(save_change(pledge, [&](Pledge& now) -> Result<void> {
        now.looked_on = day_of(tools_.clock.now());
        return {};
    }));
    return {};
}

Result<void> Contributions::look_at_due(Provider& provider, Reconciled& reconciled)
{
    Pledges::Due due{day_of(tools_.clock.now()), provider.late_days(), most_looks};
    int unanswered = 0;
    for (auto const& pledge : TRY(pledges().to_look_at(provider.name(), due))) {
        auto const looked = look(pledge);
        if (looked.ok()) {
            ++reconciled.looked;
            unanswered = 0;
            continue;
        }
        auto const& error = looked.error();
        if (error.code == ErrorCode::database || error.code == ErrorCode::internal)
            return error;
        reconciled.troubles.push_back(fmt::format("{}: {}", provider.name(), error.message));
        if (error.code == ErrorCode::forbidden)
            return {}; // the key is wrong, for all of them
        TRY(put_off(pledge));
        unanswered = error.code == ErrorCode::unavailable ? unanswered + 1 : 0;
        if (unanswered == most_unanswered)
            return {};
    }
    return {};
}

Result<Contributions::Reconciled> Contributions::reconcile()
{
    Reconciled reconciled;
    auto const before = entries_added_;
    for (auto const* kind : provider_kinds()) {
        auto const provider = this->provider(kind->name, true);
        if (!provider.ok())
            continue; // never set up
        auto const is_on = TRY(load_provider_setup(connection_, *kind)).is_on;
        if (!is_on && !TRY(pledges().has_any(kind->name)))
            continue; // nothing of ours is there
        if (auto const found = find_lost_events(**provider, reconciled); !found) {
            reconciled.troubles.push_back(fmt::format("{}: {}", kind->name, found.error().message));
            if (found.error().code == ErrorCode::database || found.error().code == ErrorCode::internal)
                continue;
        }
        TRY(look_at_due(**provider, reconciled));
    }
    TRY(work_off_waiting(reconciled));
    reconciled.forgotten = TRY(forget_ended(connection_, tools_.clock, tools_.random));
    std::ranges::sort(reconciled.troubles);
    auto const repeated = std::ranges::unique(reconciled.troubles);
    reconciled.troubles.erase(repeated.begin(), repeated.end());
    reconciled.entries = entries_added_ - before;
    return reconciled;
}

} // namespace broadsheet::support
