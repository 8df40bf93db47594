#include "support/supporter_mail.h"

#include "db/transaction.h"
#include "support/pledges.h"
#include "support/reminders.h"
#include "vault/records.h"

namespace broadsheet::support {

namespace {

// What was undone meanwhile, or is of a day that has not come, is not told.
Result<bool> is_stale(db::Connection& connection, Pledge const& pledge, Entry const& entry, Day today)
{
    if (entry.kind == Kind::failure && pledge.status != Status::failing)
        return true;
    if (!entry.is_income() && entry.day > today)
        return true;
    return TRY(Ledger(connection).counter_entry(entry)).has_value();
}

} // namespace

Result<void> write_to_supporter(db::Connection& connection, ProviderTools const& tools,
    vault::Keys const& keys, Letters const& letters, mail::Post& post, std::int64_t number)
{
    auto const entry = TRY(Ledger(connection).find(number));
    auto const pledge = TRY(Pledges(connection, tools.clock, tools.random).find_number(entry.pledge));
    if (pledge.receipt_to.empty() || TRY(is_stale(connection, pledge, entry, day_of(tools.clock.now()))))
        return {};
    auto const opened = vault::Records(connection, tools.random).open(keys, pledge.receipt_to);
    if (!opened.ok() && opened.error().code == ErrorCode::not_found)
        return {}; // erased meanwhile
    if (!opened.ok())
        return opened.error();
    if (entry.is_income())
        TRY(db::transaction(connection, db::Access::write, [&] {
            return Reminders(connection, tools.clock, tools.random).answer(keys, opened->address, entry.day);
        }));
    auto const settings = TRY(newsroom::load_settings(connection));
    auto const subject = TRY(letter_subject(connection, settings, pledge, entry));
    auto const letter = TRY(letters.write(subject, opened->address));
    return post.send(letter);
}

} // namespace broadsheet::support
