#include "support/ledger.h"

#include "base/encoding.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view kind_names[]
    = {"pledge", "payment", "renewal", "failure", "refund", "dispute", "change", "cancellation"};

constexpr std::string_view select_entry
    = "SELECT number, pledge, kind, provider, key, currency, moved, agreed, payment, day, hash, "
      "COALESCE(takes_back, 0) FROM ledger ";

Result<Kind> kind_from(std::string_view name)
{
    for (int index = 0; auto const known : kind_names) {
        if (known == name)
            return static_cast<Kind>(index);
        ++index;
    }
    return invalid(fmt::format("the ledger holds a kind of entry that is not known: \"{}\"", name));
}

Result<Entry> read_entry(db::Cursor const& row)
{
    Entry entry;
    entry.number = row.integer(0);
    entry.pledge = row.integer(1);
    entry.kind = TRY(kind_from(row.text(2)));
    entry.provider = row.string(3);
    entry.key = row.string(4);
    entry.currency = TRY(find_currency(row.text(5)));
    entry.moved = row.integer(6);
    entry.agreed = row.integer(7);
    entry.payment = row.string(8);
    entry.day = row.integer(9);
    entry.takes_back = row.integer(11);
    return entry;
}

// The number is not part of it: databases may leave some out.
std::string hash_of(std::string_view former, Entry const& entry)
{
    auto const counter = entry.takes_back != 0 ? fmt::format("\n{}", entry.takes_back) : std::string();
    return to_hex(sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}{}", former, entry.pledge,
        name_of(entry.kind), entry.provider, entry.key, entry.currency.code, entry.moved, entry.agreed,
        entry.payment, entry.day, counter)));
}

Result<std::string> last_hash(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT hash FROM ledger ORDER BY number DESC LIMIT 1"));
    return TRY(rows.next()) ? rows.string(0) : std::string();
}

Result<bool> is_known(db::Connection& connection, std::string_view provider, std::string_view key)
{
    auto rows
        = TRY(connection.query("SELECT 1 FROM ledger WHERE provider = $1 AND key = $2", {provider, key}));
    return TRY(rows.next());
}

} // namespace

std::string_view name_of(Kind kind)
{
    return kind_names[static_cast<int>(kind)];
}

Result<std::optional<Entry>> Ledger::add(Pledge const& pledge, Fact const& fact)
{
    if (TRY(is_known(connection_, pledge.provider, fact.key)))
        return std::optional<Entry>();
    Entry entry{fact};
    entry.pledge = pledge.number;
    entry.provider = pledge.provider;
    return std::optional(TRY(append(std::move(entry))));
}

Result<Entry> Ledger::append(Entry entry)
{
    auto const hash = hash_of(TRY(last_hash(connection_)), entry);
    auto rows = TRY(connection_.query(
        "INSERT INTO ledger (pledge, kind, provider, key, currency, moved, agreed, payment, day, hash, "
        "takes_back) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING number",
        {entry.pledge, name_of(entry.kind), entry.provider, entry.key, entry.currency.code, entry.moved,
            entry.agreed, entry.payment, entry.day, hash,
            entry.takes_back != 0 ? std::optional(entry.takes_back) : std::nullopt}));
    while (TRY(rows.next()))
        entry.number = rows.integer(0);
    return entry;
}

Result<Entry> Ledger::take_back(Entry const& entry, Day day)
{
    if (entry.takes_back != 0 || TRY(counter_entry(entry)))
        return Error{ErrorCode::conflict, fmt::format("entry {} was taken back before", entry.number)};
    auto counter = entry;
    counter.key = fmt::format("taken back: {}", entry.key);
    counter.moved = -entry.moved;
    counter.day = day;
    counter.takes_back = entry.number;
    return append(std::move(counter));
}

Result<std::vector<Entry>> Ledger::of(Pledge const& pledge) const
{
    std::vector<Entry> entries;
    auto rows = TRY(
        connection_.query(fmt::format("{}WHERE pledge = $1 ORDER BY number", select_entry), {pledge.number}));
    while (TRY(rows.next())) {
        auto entry = TRY(read_entry(rows));
        if (entry.takes_back == 0)
            entries.push_back(std::move(entry));
        else
            std::erase_if(entries, [&](Entry const& each) { return each.number == entry.takes_back; });
    }
    return entries;
}

Result<std::optional<Entry>> Ledger::find_key(std::string_view provider, std::string_view key) const
{
    auto rows = TRY(
        connection_.query(fmt::format("{}WHERE provider = $1 AND key = $2", select_entry), {provider, key}));
    if (!TRY(rows.next()))
        return std::optional<Entry>();
    return std::optional(TRY(read_entry(rows)));
}

Result<std::optional<std::int64_t>> Ledger::counter_entry(Entry const& entry) const
{
    auto rows = TRY(connection_.query("SELECT number FROM ledger WHERE takes_back = $1", {entry.number}));
    if (!TRY(rows.next()))
        return std::optional<std::int64_t>();
    return std::optional(rows.integer(0));
}

Result<Entry> Ledger::find(std::int64_t number) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE number = $1", select_entry), {number}));
    if (!TRY(rows.next()))
        return not_found("the ledger has no such entry");
    return read_entry(rows);
}

Result<std::optional<std::int64_t>> Ledger::pledge_of_payment(
    std::string_view provider, std::string_view payment) const
{
    auto rows = TRY(connection_.query(
        "SELECT pledge FROM ledger WHERE provider = $1 AND payment = $2 LIMIT 1", {provider, payment}));
    if (!TRY(rows.next()))
        return std::optional<std::int64_t>();
    return std::optional(rows.integer(0));
}

Result<std::vector<Entry>> Ledger::before(std::int64_t number, std::size_t most) const
{
    std::vector<Entry> entries;
    auto rows = TRY(connection_.query(
        fmt::format("{}WHERE number < $1 OR $1 = 0 ORDER BY number DESC LIMIT $2", select_entry),
        {number, most}));
    while (TRY(rows.next()))
        entries.push_back(TRY(read_entry(rows)));
    return entries;
}

Result<std::set<std::int64_t>> Ledger::not_live(std::int64_t first, std::int64_t last) const
{
    std::set<std::int64_t> pledges;
    auto rows = TRY(connection_.query("SELECT DISTINCT ledger.pledge FROM ledger "
                                      "JOIN pledges ON pledges.number = ledger.pledge "
                                      "WHERE pledges.is_live = 0 AND ledger.number BETWEEN $1 AND $2",
        {first, last}));
    while (TRY(rows.next()))
        pledges.insert(rows.integer(0));
    return pledges;
}

Result<std::int64_t> Ledger::verify(std::function<void(Entry const&)> const& visit) const
{
    std::string former;
    std::int64_t count = 0;
    std::int64_t first_wrong = 0;
    auto rows = TRY(connection_.query(fmt::format("{}ORDER BY number", select_entry)));
    while (TRY(rows.next())) {
        auto const entry = TRY(read_entry(rows));
        if (visit)
            visit(entry);
        former = hash_of(former, entry);
        if (first_wrong == 0 && former != rows.text(10))
            first_wrong = entry.number;
        ++count;
    }
    if (first_wrong != 0)
        return invalid(fmt::format("entry {} of the ledger, or one before it, is not as it was written: "
                                   "compare with a backup and with the provider's own list",
            first_wrong));
    return count;
}

} // namespace broadsheet::support
