#include "newsletter/lists/list_file.h"

#include "base/ascii.h"
#include "newsletter/sign_up.h"
#include "text/dates.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::array<std::string_view, 4> format_names{"csv", "ghost", "listmonk", "plain"};
constexpr UtcMillis day_length = 24LL * 60 * 60 * 1000;

// The columns of a file by their names.
class Columns {
public:
    explicit Columns(CsvRow const& header)
    {
        for (auto const& name : header.fields)
            names_.push_back(to_lower(trimmed(name)));
    }
    bool has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }
    std::string_view of(CsvRow const& row, std::string_view name) const
    {
        auto const at = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
        return at < row.fields.size() && at < names_.size() ? trimmed(row.fields[at]) : std::string_view();
    }

private:
    std::vector<std::string> names_;
};

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

// A day that is not written as a date counts as not said.
std::int64_t day_from(std::string_view text)
{
    auto const time = text::parse_iso(text);
    return time.ok() && *time > 0 ? day_of(*time) : 0;
}

bool is_true(std::string_view text)
{
    return text == "true" || text == "1" || text == "TRUE" || text == "True";
}

ListEntry read_entry(ListFormat format, Columns const& columns, CsvRow const& row)
{
    ListEntry entry;
    entry.line = row.line;
    for (auto name : address_columns)
        if (columns.has(name)) {
            entry.address = columns.of(row, name);
            break;
        }
    entry.confirmed_day = day_from(columns.of(row, columns.has("confirmed") ? "confirmed" : "created_at"));
    auto const status = columns.of(row, "status");
    switch (format) {
    case ListFormat::ours:
        entry.language = columns.of(row, "language");
        entry.policy = columns.of(row, "policy");
        entry.place = columns.of(row, "place");
        entry.has_ended = !status.empty() && status != "active";
        break;
    case ListFormat::ghost:
        entry.has_ended
            = !is_true(columns.of(row, "subscribed_to_emails")) || !columns.of(row, "deleted_at").empty();
        break;
    case ListFormat::listmonk:
        entry.has_ended = !status.empty() && status != "enabled";
        break;
    case ListFormat::plain:
        break;
    }
    return entry;
}

std::string date_of(std::int64_t day)
{
    return day == 0 ? "" : text::format_iso_date(day * day_length);
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

Result<ListFormat> read_list(Pieces const& pieces, std::function<Result<void>(ListEntry const&)> const& visit)
{
    std::optional<Columns> columns;
    auto format = ListFormat::plain;
    TRY(read_csv(pieces, [&](CsvRow const& row) -> Result<void> {
        if (columns)
            return visit(read_entry(format, *columns, row));
        columns.emplace(row);
        format = format_of(*columns);
        if (std::ranges::none_of(address_columns, [&](auto name) { return columns->has(name); }))
            return not_found("the first row names no column \"email\": it has to say what each column is");
        return {};
    }));
    if (!columns)
        return not_found("the file is empty");
    return format;
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
