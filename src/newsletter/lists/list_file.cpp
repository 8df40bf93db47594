#include "newsletter/lists/list_file.h"

#include "base/day.h"
#include "newsletter/sign_up.h"
#include "text/dates.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::array<std::string_view, 4> format_names{"csv", "ghost", "listmonk", "plain"};

constexpr std::array<std::string_view, 4> address_columns{"email", "e-mail", "address", "email address"};

ListFormat format_of(Columns const& columns)
{
    if (columns.has("subscribed_to_emails"))
        return ListFormat::ghost;
    if (columns.has("uuid") && columns.has("attributes"))
        return ListFormat::listmonk;
    if (columns.has("confirmed") && columns.has("policy"))
        return ListFormat::ours;
    return ListFormat::plain;
}

// The first of these that a file has says when its readers agreed.
constexpr std::array<std::string_view, 5> day_columns{
    "confirmed", "confirmed_at", "confirm_time", "optin_time", "created_at"};

constexpr std::array<std::string_view, 3> other_columns{"language", "policy", "place"};

// Whoever brings the list looks at these names: what is not known here may say who is not to be written to.
std::vector<std::string> without_those_read(std::vector<std::string> names)
{
    std::erase_if(names, [](std::string const& name) {
        auto const is_name = [&](std::string_view known) { return known == name; };
        return name.empty() || std::ranges::any_of(address_columns, is_name)
            || std::ranges::any_of(day_columns, is_name) || std::ranges::any_of(other_columns, is_name);
    });
    return names;
}

void read_day(ListEntry& entry, Columns const& columns, CsvRow const& row)
{
    auto const name = std::ranges::find_if(day_columns, [&](auto day) { return columns.has(day); });
    auto const written = name == day_columns.end() ? std::string_view() : columns.of(row, *name);
    if (written.empty())
        return;
    auto const time = text::parse_iso(written);
    entry.has_unclear_day = !time.ok() || *time <= 0;
    entry.confirmed_day = entry.has_unclear_day ? 0 : day_of(*time);
}

Result<ListEntry> read_entry(Columns const& columns, StandingColumns const& standings, CsvRow const& row)
{
    ListEntry entry;
    entry.line = row.line;
    entry.standing = TRY(standings.standing(row));
    for (auto name : address_columns)
        if (columns.has(name)) {
            entry.address = columns.of(row, name);
            break;
        }
    read_day(entry, columns, row);
    entry.language = columns.of(row, "language");
    entry.policy = columns.of(row, "policy");
    entry.place = columns.of(row, "place");
    return entry;
}

std::string date_of(std::int64_t day)
{
    return day == 0 ? "" : text::format_iso_date(start_of(day));
}

} // namespace

std::string_view name_of(ListFormat format)
{
    return format_names[static_cast<std::size_t>(format)];
}

Result<ListFormat> list_format_from(std::string_view name)
{
    auto const found = std::ranges::find(format_names, name);
    if (found == format_names.end())
        return invalid(fmt::format("format: \"{}\" is not csv, ghost, listmonk or plain", name));
    return static_cast<ListFormat>(found - format_names.begin());
}

Result<ListFormat> read_list(Pieces const& pieces, std::function<Result<void>(ListHead const&)> const& begin,
    std::function<Result<void>(ListEntry const&)> const& visit)
{
    std::optional<Columns> columns;
    std::optional<StandingColumns> standings;
    ListHead head;
    auto const take = [&](CsvRow const& row) -> Result<void> {
        if (standings)
            return visit(TRY(read_entry(*columns, *standings, row)));
        columns.emplace(row);
        head = {format_of(*columns), columns->has("policy"), {}};
        if (std::ranges::none_of(address_columns, [&](auto name) { return columns->has(name); }))
            return not_found(fmt::format(
                "the first row names no column \"email\": it has to say what each column is, separated by "
                "commas, semicolons or tabs. Columns found in it: {}",
                columns->names().size()));
        standings = TRY(StandingColumns::of(*columns));
        head.passed_over = without_those_read(standings->passed_over());
        return begin(head);
    };
    TRY(read_csv(pieces, take));
    if (!columns)
        return not_found("the file is empty");
    return head.format;
}

std::string list_header(ListFormat format)
{
    switch (format) {
    case ListFormat::ours:
        return "email,status,language,confirmed,policy,place\r\n";
    case ListFormat::ghost:
        return "email,name,subscribed_to_emails,created_at\r\n";
    case ListFormat::listmonk:
        return "email,name,attributes\r\n";
    case ListFormat::plain:
        return "email\r\n";
    }
    return "";
}

std::string list_row(ListFormat format, ListEntry const& entry)
{
    std::string row;
    auto const confirmed = date_of(entry.confirmed_day);
    std::vector<std::string> fields{entry.address};
    switch (format) {
    case ListFormat::ours:
        fields = {entry.address, "active", entry.language, confirmed, entry.policy, entry.place};
        break;
    case ListFormat::ghost:
        fields = {entry.address, "", "true", confirmed.empty() ? "" : confirmed + "T00:00:00.000Z"};
        break;
    case ListFormat::listmonk:
        fields = {entry.address, "",
            fmt::format(R"({{"confirmed":"{}","policy_version":"{}"}})", confirmed,
                entry.policy.find_first_of("\"\\") == std::string::npos ? entry.policy : "")};
        break;
    case ListFormat::plain:
        break;
    }
    append_csv(row, fields);
    return row;
}

} // namespace broadsheet::newsletter
