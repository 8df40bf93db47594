#include "mail/rate.h"

#include "base/ascii.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

struct Unit {
    char name;
    std::int64_t milliseconds;
};
constexpr Unit units[]{{'s', 1'000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}};

Result<Rate> parse_rate(std::string_view text)
{
    Rate rate;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), rate.most);
    auto const rest = text.substr(static_cast<std::size_t>(end - text.data()));
    for (auto const& unit : units) {
        if (failed == std::errc() && rate.most > 0 && rest.size() == 2 && rest[0] == '/'
            && rest[1] == unit.name)
            rate.milliseconds = unit.milliseconds;
    }
    if (rate.milliseconds == 0)
        return invalid(fmt::format("\"{}\" is no rate: write 14/s, 600/m, 20000/h or 50000/d", text));
    return rate;
}

// Returns what is left of a window that `now` lies in.
Result<std::int64_t> left_in_window(
    db::Connection& connection, std::string_view scope, Rate const& rate, UtcMillis now)
{
    auto rows = TRY(
        connection.query("SELECT sent FROM mail_rates WHERE scope = $1 AND length = $2 AND starts_at = $3",
            {scope, rate.milliseconds, now - now % rate.milliseconds}));
    return TRY(rows.next()) ? std::max<std::int64_t>(0, rate.most - rows.integer(0)) : rate.most;
}

} // namespace

Result<std::vector<Rate>> parse_rates(std::string_view text)
{
    std::vector<Rate> rates;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        auto const word = text.substr(0, text.find(' '));
        rates.push_back(TRY(parse_rate(word)));
        text.remove_prefix(word.size());
    }
    return rates;
}

std::string to_text(std::vector<Rate> const& rates)
{
    std::string text;
    for (auto const& rate : rates) {
        auto const* unit = std::ranges::find(units, rate.milliseconds, &Unit::milliseconds);
        text += fmt::format("{}{}/{}", text.empty() ? "" : " ", rate.most, unit->name);
    }
    return text;
}

std::vector<Rate> without_reserve(std::vector<Rate> rates)
{
    for (auto& rate : rates) {
        if (rate.most > 1)
            rate.most -= std::max<std::int64_t>(1, rate.most / 20);
    }
    return rates;
}

Result<Permit> take_from_rates(db::Connection& connection, std::string_view scope,
    std::vector<Rate> const& rates, std::int64_t wanted, UtcMillis now)
{
    Permit permit{wanted, 0};
    for (auto const& rate : rates) {
        auto const left = TRY(left_in_window(connection, scope, rate, now));
        if (left >= wanted)
            continue;
        permit.granted = std::min(permit.granted, left);
        permit.next_at = std::max(permit.next_at, now - now % rate.milliseconds + rate.milliseconds);
    }
    if (permit.granted == 0)
        return permit;
    for (auto const& rate : rates)
        TRY(connection.execute(
            "INSERT INTO mail_rates (scope, length, starts_at, sent) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (scope, length, starts_at) DO UPDATE SET sent = mail_rates.sent + excluded.sent",
            {scope, rate.milliseconds, now - now % rate.milliseconds, permit.granted}));
    return permit;
}

Result<void> forget_old_rates(db::Connection& connection, UtcMillis now)
{
    TRY(connection.execute("DELETE FROM mail_rates WHERE starts_at + length < $1", {now}));
    return {};
}

} // namespace broadsheet::mail
