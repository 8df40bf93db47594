#include "newsletter/lists/one_reader.h"

#include "base/ascii.h"
#include "db/transaction.h"
#include "mail/address.h"
#include "newsroom/newsletters.h"

namespace broadsheet::newsletter {

namespace {

// As lists and sign-ups write it.
Result<std::string> proper(std::string_view address)
{
    return TRY(mail::parse_address(trimmed(address))).text();
}

// What is still in the inbox has no hash, and is found only once it was taken in.
Result<std::optional<std::string>> find_record(OneReader const& reader, std::string const& address)
{
    TRY(take_in_all(reader.connection, reader.keys, reader.clock, reader.random));
    return vault::Records(reader.connection, reader.random).find(reader.keys, vault_purpose, address);
}

Subscriptions subscriptions(OneReader const& reader)
{
    return {reader.connection, reader.clock, reader.random};
}

} // namespace

Result<std::vector<Subscription>> OneReader::look_up(std::string_view address) const
{
    auto const known = TRY(proper(address));
    auto const record = TRY(find_record(*this, known));
    if (!record)
        return std::vector<Subscription>();
    return subscriptions(*this).of_record(*record);
}

Result<std::int64_t> OneReader::unsubscribe(std::string_view address) const
{
    auto const known = TRY(proper(address));
    auto const record = TRY(find_record(*this, known));
    if (!record)
        return 0;
    return db::transaction(connection, db::Access::write, [&]() -> Result<std::int64_t> {
        std::int64_t ended = 0;
        for (auto const& subscription : TRY(subscriptions(*this).of_record(*record))) {
            ended += subscription.is_active() ? 1 : 0;
            TRY(subscriptions(*this).end(subscription));
        }
        return ended;
    });
}

Result<void> OneReader::block(std::string_view address) const
{
    auto const known = TRY(proper(address));
    TRY(take_in_all(connection, keys, clock, random));
    return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        for (auto const& newsletter : TRY(newsroom::Newsletters(connection).all()))
            TRY(subscriptions(*this).bring(
                keys, {known, newsletter.id, newsletter.language, 0, "", "", true}));
        return {};
    });
}

Result<bool> OneReader::erase(std::string_view address) const
{
    auto const known = TRY(proper(address));
    auto const record = TRY(find_record(*this, known));
    if (!record)
        return false;
    TRY(db::transaction(connection, db::Access::write, [&] { return subscriptions(*this).erase(*record); }));
    return true;
}

} // namespace broadsheet::newsletter
