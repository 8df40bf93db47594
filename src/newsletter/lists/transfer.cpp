#include "newsletter/lists/transfer.h"

#include "db/transaction.h"
#include "mail/address.h"
#include "text/direction.h"

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t batch = 500;
constexpr std::size_t most_told = 1'000;

// What an import works with.
struct Import {
    db::Connection& connection;
    vault::Keys const& keys;
    Clock const& clock;
    Random& random;
    newsroom::Newsletter const& newsletter;
    ImportChoices const& choices;
    Imported imported;
    std::vector<ListEntry> waiting;
};

void refuse(Imported& imported, std::size_t line)
{
    ++imported.refused;
    if (imported.refused_lines.size() < most_told)
        imported.refused_lines.push_back(line);
}

void count(Imported& imported, Subscriptions::Taken taken)
{
    switch (taken) {
    case Subscriptions::Taken::added:
        ++imported.added;
        break;
    case Subscriptions::Taken::there_already:
        ++imported.there_already;
        break;
    case Subscriptions::Taken::ended_here:
        ++imported.ended_here;
        break;
    case Subscriptions::Taken::ended_there:
        ++imported.ended_there;
        break;
    }
}

Result<void> bring(Import& import, ListEntry const& entry)
{
    auto const address = mail::parse_address(entry.address);
    if (!address.ok()) {
        refuse(import.imported, entry.line);
        return {};
    }
    Subscriptions::Brought brought;
    brought.address = address->text();
    brought.newsletter = import.newsletter.id;
    brought.language = text::is_valid_language(entry.language) ? entry.language : import.newsletter.language;
    brought.confirmed_day = entry.confirmed_day == 0 ? day_of(import.clock.now()) : entry.confirmed_day;
    brought.policy = entry.policy.empty() ? import.choices.policy : entry.policy;
    brought.place = "import: " + import.choices.source;
    if (!entry.place.empty())
        brought.place += ": " + entry.place.substr(0, 100);
    brought.has_ended = entry.has_ended;
    Subscriptions subscriptions(import.connection, import.clock, import.random);
    count(import.imported, TRY(subscriptions.bring(import.keys, brought)));
    return {};
}

Result<void> bring_waiting(Import& import)
{
    auto const brought = db::transaction(import.connection, db::Access::write, [&]() -> Result<void> {
        for (auto const& entry : import.waiting)
            TRY(bring(import, entry));
        return {};
    });
    TRY(brought);
    import.waiting.clear();
    return {};
}

} // namespace

Result<Imported> import_list(db::Connection& connection, vault::Keys const& keys, Clock const& clock,
    Random& random, newsroom::Newsletter const& newsletter, ImportChoices const& choices,
    Pieces const& pieces)
{
    TRY(take_in_all(connection, keys, clock, random));
    Import import{connection, keys, clock, random, newsletter, choices, {}, {}};
    import.imported.format = TRY(read_list(pieces, [&](ListEntry const& entry) -> Result<void> {
        import.waiting.push_back(entry);
    return import.waiting.size() < batch ? Result<void>() : bring_waiting(import);
}));
TRY(bring_waiting(import));
return std::move(import.imported);
} // namespace broadsheet::newsletter

Result<std::int64_t> export_list(db::Connection& connection, vault::Keys const& keys, Random& random,
    newsroom::Newsletter const& newsletter, ListFormat format,
    std::function<Result<void>(std::string_view)> const& write)
{
    vault::Records records(connection, random);
    std::int64_t written = 0;
    TRY(write(list_header(format)));
    for (newsroom::Number last = 0;;) {
        struct Row {
            std::string record;
            ListEntry entry;
        };
        std::vector<Row> rows;
        {
            auto found = TRY(connection.query(
                "SELECT number, record, language, confirmed_day, policy, place FROM subscriptions "
                "WHERE newsletter = $1 AND status = 'active' AND number > $2 ORDER BY number LIMIT $3",
                {newsletter.id, last, batch}));
            while (TRY(found.next())) {
                last = found.integer(0);
                rows.push_back({found.string(1),
                    {0, "", found.string(2), found.integer(3), found.string(4), found.string(5), false}});
            }
        }
        if (rows.empty())
            return written;
        for (auto& row : rows) {
            auto opened = records.open(keys, row.record);
            if (!opened.ok() && opened.error().code == ErrorCode::not_found)
                continue; // erased meanwhile
            row.entry.address = TRY(std::move(opened)).address;
            TRY(write(list_row(format, row.entry)));
            ++written;
        }
    }
}

} // namespace broadsheet::newsletter
