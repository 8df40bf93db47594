#include "support/pledges.h"

#include "base/encoding.h"
#include "support/ledger.h"

#include <array>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view select_pledge
    = "SELECT number, id, provider, frequency, currency, amount, language, appeal, variant, day, name, "
      "receipt_to, reference, status, due, looked_on, is_live FROM pledges ";

std::optional<std::string> null_if_empty(std::string const& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

Result<Pledge> read_pledge(db::Cursor const& row)
{
    Pledge pledge;
    pledge.number = row.integer(0);
    pledge.id = row.string(1);
    pledge.provider = row.string(2);
    pledge.frequency = TRY(frequency_from(row.text(3)));
    pledge.currency = TRY(find_currency(row.text(4)));
    pledge.amount = row.integer(5);
    pledge.language = row.string(6);
    pledge.appeal = row.string(7);
    pledge.variant = row.string(8);
    pledge.day = row.integer(9);
    pledge.name = row.string(10);
    pledge.receipt_to = row.string(11);
    pledge.reference = row.string(12);
    pledge.status = TRY(status_from(row.text(13)));
    if (!row.is_null(14))
        pledge.due = row.integer(14);
    pledge.looked_on = row.integer(15);
    pledge.is_live = row.integer(16) != 0;
    return pledge;
}

Error no_such_pledge()
{
    return not_found("there is no such contribution");
}

} // namespace

Result<Pledges::Made> Pledges::make(Pledge pledge, std::string_view form, std::string_view wording)
{
    if (auto sent = TRY(find_form(form)))
        return Made{std::move(*sent), false};
    auto const wording_hash = to_hex(sha256(wording));
    TRY(connection_.execute("INSERT INTO support_wordings (hash, text) VALUES ($1, $2) "
                            "ON CONFLICT (hash) DO NOTHING",
        {wording_hash, wording}));
    pledge.id = random_.hex(12);
    pledge.day = day_of(clock_.now());
    pledge.status = Status::open;
    auto rows = TRY(connection_.query(
        "INSERT INTO pledges (id, form, provider, frequency, currency, amount, language, appeal, variant, "
        "wording, day, name, receipt_to, is_live, status) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open') RETURNING number",
        {pledge.id, form, pledge.provider, name_of(pledge.frequency), pledge.currency.code, pledge.amount,
            pledge.language, pledge.appeal, pledge.variant, wording_hash, pledge.day, pledge.name,
            pledge.receipt_to, std::int64_t{pledge.is_live}}));
    while (TRY(rows.next()))
        pledge.number = rows.integer(0);
    Fact fact{Kind::pledge, "pledge:" + pledge.id, pledge.currency, 0};
    fact.agreed = pledge.amount;
    fact.day = pledge.day;
    TRY(Ledger(connection_).add(pledge, fact));
    return Made{std::move(pledge), true};
}

Result<Pledge> Pledges::find_where(std::string_view condition, db::Parameters parameters) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE {}", select_pledge, condition), parameters));
    if (!TRY(rows.next()))
        return no_such_pledge();
    return read_pledge(rows);
}

Result<Pledge> Pledges::find(std::string_view id) const
{
    return find_where("id = $1", std::array<db::Parameter, 1>{id});
}

Result<Pledge> Pledges::find_reference(std::string_view provider, std::string_view reference) const
{
    return find_where("reference = $1 AND provider = $2", std::array<db::Parameter, 2>{reference, provider});
}

Result<Pledge> Pledges::find_number(std::int64_t number) const
{
    return find_where("number = $1", std::array<db::Parameter, 1>{number});
}

Result<std::optional<Pledge>> Pledges::find_form(std::string_view form) const
{
    auto found = find_where("form = $1", std::array<db::Parameter, 1>{form});
    if (!found.ok() && found.error().code == ErrorCode::not_found)
        return std::optional<Pledge>();
    return std::optional(TRY(std::move(found)));
}

Result<std::vector<Pledge>> Pledges::to_look_at(std::string_view provider, Due const& due) const
{
    std::vector<Pledge> pledges;
    auto rows = TRY(connection_.query(
        fmt::format("{}WHERE provider = $1 AND (status = 'open' OR (looked_on < $2 AND "
                    "(status IN ('active', 'failing') OR (status IN ('paid', 'expired') AND day > $3)))) "
                    "ORDER BY looked_on, number LIMIT $4",
            select_pledge),
        {provider, due.today, due.today - due.late_days, due.most}));
    while (TRY(rows.next()))
        pledges.push_back(TRY(read_pledge(rows)));
    return pledges;
}

Result<bool> Pledges::has_any(std::string_view provider) const
{
    auto rows = TRY(connection_.query(
        "SELECT 1 FROM pledges WHERE provider = $1 AND reference IS NOT NULL LIMIT 1", {provider}));
    return TRY(rows.next());
}

Result<void> Pledges::save(Pledge const& pledge)
{
    TRY(connection_.execute("UPDATE pledges SET reference = $1, status = $2, amount = $3, due = $4, "
                            "looked_on = $5 WHERE number = $6",
        {null_if_empty(pledge.reference), name_of(pledge.status), pledge.amount, pledge.due, pledge.looked_on,
            pledge.number}));
    return {};
}

} // namespace broadsheet::support
