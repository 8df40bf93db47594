#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/public_time.h"
#include "site/translate.h"
#include "text/dates.h"

namespace broadsheet::site {

namespace {

std::string time_ago(Rendering const& rendering, UtcMillis time)
{
    constexpr std::int64_t minute = 60'000;
    constexpr std::pair<std::int64_t, std::string_view> units[] = {
        {365 * 24 * 60 * minute, "{count} years ago"},
        {30 * 24 * 60 * minute, "{count} months ago"},
        {24 * 60 * minute, "{count} days ago"},
        {60 * minute, "{count} hours ago"},
        {minute, "{count} minutes ago"},
    };
    auto const passed = rendering.now - time;
    for (auto [length, key] : units)
        if (passed >= length) {
            auto const count = passed / length;
            return translated(
                rendering.theme, rendering.language_tag(), key, {{"count", std::to_string(count)}}, count);
        }
    return translated(rendering.theme, rendering.language_tag(), "just now");
}

// Returns the moment a value means, if it means one: milliseconds, or ISO 8601.
std::optional<UtcMillis> moment_of(Rendering const& rendering, Value const& value)
{
    if (value.is_number())
        return static_cast<UtcMillis>(value.number());
    if (!value.is_string())
        return {};
    auto parsed = text::parse_iso(value.string(), rendering.catalogue().zone());
    return parsed.ok() ? std::optional(*parsed) : std::nullopt;
}

Result<Value> date(Call const& call)
{
    auto& rendering = rendering_of(call);
    auto const is_given = call.size() > 0;
    auto const moment = is_given ? moment_of(rendering, call[0])
                                 : moment_of(rendering, call.context().get("published_at"_key));
    if (!moment && is_given)
        return Value();
    auto const exact = moment.value_or(rendering.now);
    if (!moment || call.hash("timeago"_key).is_truthy())
        rendering.reads_beyond = true;
    if (call.hash("timeago"_key).is_truthy())
        return Value(time_ago(rendering, exact));

    auto zone = rendering.catalogue().zone();
    if (auto const& name = call.hash("timezone"_key); name.is_string())
        zone = TRY(text::TimeZone::find(name.string()));
    auto const language = call.hash("locale"_key).is_string() ? std::string(call.hash("locale"_key).string())
                                                              : rendering.language_tag();
    auto const time = public_time(exact, zone);
    auto const format = call.hash("format"_key).string();
    if (format.empty())
        return Value(text::format_long_date(time, zone, language));
    if (format == "datetime")
        return Value(text::format_rfc3339(time, zone));
    return Value(text::format_tokens(time, zone, language, format));
}

} // namespace

void add_date_helpers(Helpers& helpers)
{
    helpers.add("date", date);
}

} // namespace broadsheet::site
