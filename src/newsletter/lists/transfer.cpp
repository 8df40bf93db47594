#include "newsletter/lists/transfer.h"

#include "db/transaction.h"
#include "mail/address.h"
#include "mail/international_address.h"
#include "text/direction.h"

#include <algorithm>

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

Result<void> refuse(Imported& imported, std::size_t line, RefusedLine::Why why)
{
    ++imported.refused;
    if (imported.refused_lines.size() < most_told)
        imported.refused_lines.push_back({line, why});
    return {};
}

void count(Imported& imported, Subscriptions::Taken taken, bool has_day)
{
    switch (taken) {
    case Subscriptions::Taken::added:
        ++imported.added;
        imported.without_day += has_day ? 0 : 1;
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

Subscriptions::Brought as_brought(Import const& import, ListEntry const& entry, mail::Address const& address)
{
    Subscriptions::Brought brought;
    brought.address = address.text();
    brought.newsletter = import.newsletter.id;
    brought.language = text::is_valid_language(entry.language) ? entry.language : import.newsletter.language;
    auto const today = day_of(import.clock.now());
    brought.confirmed_day = entry.confirmed_day == 0 ? today : std::min(entry.confirmed_day, today);
    brought.policy = entry.policy.empty() ? import.choices.policy : entry.policy;
    if (brought.policy == no_policy)
        brought.policy.clear();
    brought.place = "import";
    if (!entry.place.empty())
        brought.place += ": " + entry.place.substr(0, 100);
    brought.has_ended = entry.standing == Standing::ended;
    return brought;
}

Result<void> bring(Import& import, ListEntry const& entry)
{
    auto& imported = import.imported;
    if (entry.standing == Standing::never_confirmed) {
        ++imported.never_confirmed;
        return {};
    }
    auto const address = mail::parse_address(entry.address);
    if (!address.ok())
        return refuse(imported, entry.line,
            mail::has_international_local_part(entry.address) ? RefusedLine::Why::international_address
                                                              : RefusedLine::Why::address);
    // Whoever has left is not written to, whatever else the line says.
    if (entry.standing == Standing::active) {
        if (entry.has_unclear_day)
            return refuse(imported, entry.line, RefusedLine::Why::day_unclear);
        // Its writer's day may have begun before ours.
        if (entry.confirmed_day > day_of(import.clock.now()) + 1)
            return refuse(imported, entry.line, RefusedLine::Why::day_to_come);
    }
    Subscriptions subscriptions(import.connection, import.clock, import.random);
    auto const taken = TRY(subscriptions.bring(import.keys, as_brought(import, entry, *address)));
    count(imported, taken, entry.confirmed_day != 0);
    return {};
}

Result<void> check_policy(ListHead const& head, ImportChoices const& choices)
{
    if (head.has_policy || !choices.policy.empty())
        return {};
    return invalid(
        "the file does not say to which version of the privacy policy its readers have agreed: say it "
        "with --policy 2024-05, or --policy none where nobody knows");
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

std::string_view text_of(RefusedLine::Why why)
{
    switch (why) {
    case RefusedLine::Why::address:
        return "no address that can be written to";
    case RefusedLine::Why::international_address:
        return "letters beyond ASCII before the @: too few providers deliver mail to such addresses";
    case RefusedLine::Why::day_unclear:
        return "the day of consent has to be written as 2024-05-31";
    case RefusedLine::Why::day_to_come:
        return "the day of consent has not come yet";
    }
    return "";
}

Result<Imported> import_list(db::Connection& connection, vault::Keys const& keys, Clock const& clock,
    Random& random, newsroom::Newsletter const& newsletter, ImportChoices const& choices,
    Pieces const& pieces)
{
    TRY(take_in_all(connection, keys, clock, random));
    Import import{connection, keys, clock, random, newsletter, choices, {}, {}};
    auto const begin = [&](ListHead const& head) {
        import.imported.passed_over = head.passed_over;
        return check_policy(head, choices);
    };
    auto const take = [&](ListEntry const& entry) -> Result<void> {
        import.waiting.push_back(entry);
        return import.waiting.size() < batch ? Result<void>() : bring_waiting(import);
    };
    auto const read = read_list(pieces, begin, take);
    TRY(bring_waiting(import)); // also what came before a line that cannot be understood
    import.imported.format = TRY(read);
    return std::move(import.imported);
}

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
                    {0, "", found.string(2), found.integer(3), false, found.string(4), found.string(5),
                        Standing::active}});
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
