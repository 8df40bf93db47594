// Where readers can go on when this address is blocked: mirrors, and what proves them.
#include "admin/pages/pages.h"
#include "admin/pages/taxonomy_form.h"
#include "base/ascii.h"
#include "mirror/health_board.h"
#include "mirror/overview.h"
#include "mirror/waiting_head.h"
#include "newsroom/change.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"
#include "text/dates.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace broadsheet::admin {

namespace {

using newsroom::MirrorList;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view mirrors_path = "/admin/mirrors/";

mirror::MirrorHealth const* find(std::vector<mirror::MirrorHealth> const& health, std::string const& address)
{
    auto const found = std::ranges::find(health, address, &mirror::MirrorHealth::address);
    return found == health.end() ? nullptr : &*found;
}

// Says how long before the newest edition's slot a mirror's was, in the largest unit that fits; empty: in the
// same one.
void set_time_behind(Map& row, std::string_view slot, std::string_view newest)
{
    constexpr UtcMillis minute = 60'000;
    constexpr UtcMillis hour = 60 * minute;
    constexpr UtcMillis day = 24 * hour;
    auto const then = text::parse_iso(slot);
    auto const now = text::parse_iso(newest);
    auto const behind = then && now ? *now - *then : 0;
    if (behind >= 2 * day)
        row.set("days_behind", behind / day);
    else if (behind >= hour)
        row.set("hours_behind", behind / hour);
    else if (behind >= minute)
        row.set("minutes_behind", behind / minute);
}

// What lies between a mirror and the newest edition: of editions, those that were signed.
void set_lag(Map& row, mirror::MirrorHealth const& state, mirror::Overview const& newest)
{
    bool const is_behind = state.trouble.empty() && state.edition < newest.edition;
    row.set("is_behind", is_behind);
    if (!is_behind)
        return;
    auto const& publishes = newest.publishes;
    std::set<decltype(state.edition)> missing; // an edition is signed again where proofs were added to it
    for (auto const& publish : publishes)
        if (publish.edition > state.edition)
            missing.insert(publish.edition);
    row.set("lag", static_cast<std::int64_t>(missing.size()));
    row.set("lag_is_more",
        std::ranges::all_of(publishes, [&](auto const& publish) { return publish.edition > state.edition; }));
    set_time_behind(row, state.slot, newest.slot);
}

Value mirror_rows(Visit const& visit, MirrorList const& mirrors, mirror::Overview const& newest)
{
    auto const health
        = visit.services.mirrors ? visit.services.mirrors->health() : std::vector<mirror::MirrorHealth>();
    Array rows;
    for (auto const& address : mirrors) {
        Map row{{"address", address}};
        if (auto const* state = find(health, address)) {
            row.set("is_known", true);
            row.set("trouble", state->trouble);
            row.set("edition", static_cast<std::int64_t>(state->edition));
            row.set("slot", state->slot);
            set_lag(row, *state, newest);
            row.set("looked_at", text::format_time(state->looked_at, {}, visit.language));
        }
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

void set_log(Map& fields, mirror::Overview const& log)
{
    fields.set("has_log", true);
    fields.set("edition", static_cast<std::int64_t>(log.edition));
    fields.set("slot", log.slot);
    fields.set("fingerprint", log.fingerprint);
    fields.set("root_version", static_cast<std::int64_t>(log.root_version));
    fields.set("threshold", static_cast<std::int64_t>(log.threshold));
    fields.set("root_keys", static_cast<std::int64_t>(log.root_keys));
    fields.set("keys_since", log.keys_since);
    Array keys;
    for (auto const& key : log.log_keys)
        keys.push_back(Value(key));
    fields.set("log_keys", Value::make<Array>(std::move(keys)));
    Array publishes;
    for (auto const& publish : log.publishes)
        publishes.push_back(Value::make<Map>(Map{{"edition", static_cast<std::int64_t>(publish.edition)},
            {"files", static_cast<std::int64_t>(publish.files)}, {"slot", publish.slot}}));
    fields.set("publishes", Value::make<Array>(std::move(publishes)));
}

Result<Map> page_fields(Visit const& visit)
{
    Map fields;
    mirror::Overview newest;
    if (visit.services.mirrors) {
        auto log = mirror::overview_of(visit.services.mirrors->mirror());
        if (log.ok()) {
            set_log(fields, *log);
            newest = std::move(*log);
        } else if (log.error().code != ErrorCode::not_found)
            fields.set("log_trouble", log.error().message);
    }
    auto const failure = TRY(newsroom::find_milestone(visit.connection, newsroom::mirror_failed));
    if (failure)
        fields.set("build_trouble", failure->detail);
    // What cannot be read here cannot be read by the build either, which says so.
    auto const waiting = mirror::WaitingHead::read(mirror::log_folder(visit.services.data));
    fields.set("is_waiting", waiting.ok() && *waiting);
    fields.set("live_edition", TRY(newsroom::current_edition(visit.connection)));
    fields.set("mirrors", mirror_rows(visit, TRY(newsroom::load_mirror_list(visit.connection)), newest));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("mirrors", TRY(page_fields(visit)));
}

Result<void> change_list(Visit& visit, std::string_view act, std::string const& address,
    std::function<void(MirrorList&)> const& edit)
{
    return change_and_tell(visit, act, "", address, [&](newsroom::Change& change) -> Result<void> {
        auto mirrors = TRY(newsroom::load_mirror_list(change.connection()));
        edit(mirrors);
        return newsroom::save_mirror_list(change, mirrors);
    });
}

// Readers who have the newspaper open learn of it with the next signed edition, from any mirror that lives.
Result<http::Response> add(Visit& visit)
{
    std::string address(trimmed(visit.field("address")));
    if (!address.empty() && !address.ends_with('/'))
        address += '/';
    auto const saved = change_list(
        visit, "mirror.added", address, [&](MirrorList& mirrors) { mirrors.push_back(address); });
    if (saved.ok())
        return visit.redirect(mirrors_path, "saved");
    auto fields = TRY(page_fields(visit));
    fields.set("address", address);
    fields.set("wrong", "mirrors");
    return visit.refused("mirrors", std::move(fields),
        saved.error().code == ErrorCode::invalid ? invalid("Nothing was saved: see the field below.")
                                                 : saved.error());
}

Result<http::Response> remove(Visit& visit)
{
    std::string const address(visit.field("address"));
    TRY(change_list(
        visit, "mirror.removed", address, [&](MirrorList& mirrors) { std::erase(mirrors, address); }));
    return visit.redirect(mirrors_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, mirrors_path, Act::edit_settings, show},
    {http::Method::post, "/admin/mirrors/add/", Act::edit_settings, add},
    {http::Method::post, "/admin/mirrors/remove/", Act::edit_settings, remove},
};

} // namespace

Routes mirror_routes()
{
    return routes;
}

} // namespace broadsheet::admin
