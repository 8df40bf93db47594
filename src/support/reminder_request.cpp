#include "support/reminder_request.h"

#include "base/ascii.h"
#include "base/day.h"
#include "base/encoding.h"

#include <algorithm>
#include <charconv>
#include <date/date.h>
#include <fmt/format.h>
#include <vector>

namespace broadsheet::support {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t mac_bytes = 16;
constexpr std::string_view version = "1";
constexpr std::size_t fields = 7; // before the signature

std::string signature(std::string_view text, std::string_view key)
{
    return to_base64url(hmac_sha256(key, fmt::format("reminder:{}", text)).substr(0, mac_bytes));
}

Error is_changed()
{
    return not_found("This link was changed on its way. Copy it from the mail once more, or ask anew.");
}

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        auto const end = std::min(text.find('.', start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::int64_t number_of(std::string_view text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::int64_t days_of(date::year_month_day day)
{
    return date::sys_days(day).time_since_epoch().count();
}

// The same day of a later month, or that month's last.
std::int64_t after_months(date::year_month_day today, int months)
{
    auto const later = today + date::months(months);
    return days_of(later.ok() ? later : later.year() / later.month() / date::last);
}

bool is_month(std::string_view text)
{
    return text.size() == 7 && text[4] == '-' && is_number(text.substr(0, 4)) && is_number(text.substr(5));
}

} // namespace

std::int64_t reminder_day(UtcMillis time)
{
    return day_of(time);
}

Result<std::int64_t> due_day(std::string_view when, UtcMillis now)
{
    auto const today_number = reminder_day(now);
    date::year_month_day const today{date::sys_days{date::days{today_number}}};
    std::int64_t due = 0;
    if (is_month(when)) {
        date::year_month_day const first(date::year(static_cast<int>(number_of(when.substr(0, 4)))),
            date::month(static_cast<unsigned>(number_of(when.substr(5)))), date::day(1));
        due = first.ok() ? days_of(first) : 0;
    } else if (is_number(when) && when.size() <= 2) {
        due = after_months(today, static_cast<int>(number_of(when)));
    }
    if (due <= today_number || due > after_months(today, ReminderLimits::months))
        return invalid("when: choose a month that is still to come, two years from now at the latest");
    return due;
}

Result<std::string> reminder_key(db::Connection& connection, Random& random)
{
    {
        auto rows = TRY(connection.query("SELECT value FROM reminder_keys"));
        if (TRY(rows.next()))
            return from_base64url(rows.text(0));
    }
    std::string key(key_bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(key)));
    TRY(connection.execute(
        "INSERT INTO reminder_keys (only_row, value) VALUES (1, $1)", {to_base64url(key)}));
    return key;
}

std::string to_token(ReminderRequest const& request, std::string_view key)
{
    auto const text = fmt::format("{}.{}.{}.{}.{}.{}", version, request.due_day, request.expires_day,
        request.language, request.appeal, vault::to_text(request.address));
    return fmt::format("{}.{}", text, signature(text, key));
}

Result<ReminderRequest> read_reminder_token(std::string_view token, std::string_view key)
{
    auto const end = token.rfind('.');
    if (token.size() > ReminderLimits::link || end == std::string_view::npos
        || !equals_in_constant_time(token.substr(end + 1), signature(token.substr(0, end), key)))
        return is_changed();
    auto const parts = split(token.substr(0, end));
    if (parts.size() != fields || parts[0] != version)
        return is_changed();
    auto address = vault::parse_sealed(fmt::format("{}.{}", parts[5], parts[6]));
    if (!address.ok())
        return is_changed();
    return ReminderRequest{number_of(parts[1]), number_of(parts[2]), std::string(parts[3]),
        std::string(parts[4]), std::move(*address)};
}

} // namespace broadsheet::support
