#include "newsletter/subscriptions.h"

#include "base/encoding.h"
#include "db/transaction.h"
#include "newsletter/consents.h"
#include "newsletter/keyed_hash.h"
#include "newsletter/welcome.h"

#include <algorithm>

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t token_bytes = 24;

#define SUBSCRIPTION_QUERY                                                                                   \
    "SELECT s.number, s.id, s.newsletter, s.record, s.status, s.language, s.confirmed_day, s.policy, "       \
    "s.consent, s.place FROM subscriptions s "

Subscription read_subscription(db::Cursor const& row)
{
    return {row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5),
        row.integer(6), row.string(7), row.string(8), row.string(9)};
}

Result<std::vector<Subscription>> read_all(Result<db::Cursor> answer)
{
    std::vector<Subscription> all;
    auto rows = TRY(std::move(answer));
    while (TRY(rows.next()))
        all.push_back(read_subscription(rows));
    return all;
}

// 192 random bits: there is nothing to slow down by hashing them with salt.
std::string hash_of_link(std::string_view token)
{
    return to_base64url(sha256(token));
}

Result<bool> is_in_vault(db::Connection& connection, std::string_view record)
{
    auto rows = TRY(connection.query("SELECT 1 FROM vault_records WHERE id = $1", {record}));
    return TRY(rows.next());
}

} // namespace

std::string mail_token(vault::Keys const& keys, std::string_view subscription_id)
{
    // The hash key of the first generation: every later one carries it on (docs/vault.md, "Format").
    auto const key = keys.bytes().view().substr(vault::key_bytes, vault::key_bytes);
    return to_base64url(
        keyed_hash(key, "broadsheet-newsletter-link-1", subscription_id).substr(0, token_bytes));
}

Result<newsroom::Number> Subscriptions::insert(Subscription const& subscription)
{
    auto rows = TRY(connection_.query(
        "INSERT INTO subscriptions (id, newsletter, record, status, language, confirmed_day, policy, "
        "consent, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING number",
        {subscription.id, subscription.newsletter, subscription.record, subscription.status,
            subscription.language, subscription.confirmed_day, subscription.policy, subscription.consent,
            subscription.place}));
    VERIFY(TRY(rows.next()));
    newsroom::Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<void> Subscriptions::add_link(std::string_view token, newsroom::Number subscription)
{
    TRY(connection_.execute("INSERT INTO subscription_links (hash, subscription) VALUES ($1, $2) "
                            "ON CONFLICT (hash) DO NOTHING",
        {hash_of_link(token), subscription}));
    return {};
}

Result<std::string> Subscriptions::confirm(SignUp const& sign_up, std::string_view link)
{
    if (TRY(connection_.execute("INSERT INTO confirmations (hash, expires_day) VALUES ($1, $2) "
                                "ON CONFLICT (hash) DO NOTHING",
            {hash_of_link(link), sign_up.expires_day}))
        == 0)
        return Error{ErrorCode::conflict, "this link was used already"};
    auto const record = TRY(records_.accept(vault_purpose, sign_up.address));
    // Not derived from anything, because the vault may be locked.
    std::string bytes(token_bytes, '\0');
    random_.fill(std::as_writable_bytes(std::span(bytes)));
    auto token = to_base64url(bytes);
    if (!sign_up.replaces.empty()) {
        auto const number = TRY(move(sign_up.replaces, record));
        TRY(add_link(token, number));
        return token;
    }
    bool is_first = true;
    for (auto const& id : sign_up.consents) {
        auto const consent = TRY(find_consent(connection_, id));
        Subscription const subscription{0, random_.hex(12), consent.newsletter, record, "active",
            consent.language, day_of(clock_.now()), consent.policy, consent.id, sign_up.place};
        auto const number = TRY(insert(subscription));
        TRY(greet(connection_, clock_, consent.newsletter, number));
        if (std::exchange(is_first, false))
            TRY(add_link(token, number));
    }
    return token;
}

// The rows stay, because a send that is under way knows them by their numbers; their ids are new, so that the
// links in mails that the former address has got open nothing any more.
Result<newsroom::Number> Subscriptions::move(std::string_view id, std::string const& record)
{
    auto const found = TRY(read_all(connection_.query(SUBSCRIPTION_QUERY "WHERE s.id = $1", {id})));
    auto const all = found.empty() ? found : TRY(of_record(found.front().record));
    if (std::ranges::all_of(all, [](auto const& one) { return one.status == "ended"; }))
        return not_found(
            "Your subscription has ended or moved meanwhile. Sign up as you did the first time.");
    for (auto const& one : all) {
        TRY(connection_.execute("DELETE FROM subscription_links WHERE subscription = $1", {one.number}));
        TRY(connection_.execute(
            "UPDATE subscriptions SET id = $2, record = $3, undeliverable_day = 0, status = "
            "CASE WHEN status = 'undeliverable' THEN 'active' ELSE status END "
            "WHERE number = $1",
            {one.number, random_.hex(12), record}));
    }
    TRY(records_.forget(found.front().record));
    return found.front().number;
}

Result<Subscription> Subscriptions::find(std::string_view token)
{
    auto found = TRY(read_all(connection_.query(SUBSCRIPTION_QUERY
        "JOIN subscription_links l ON l.subscription = s.number WHERE l.hash = $1",
        {hash_of_link(token)})));
    if (found.empty())
        return not_found("This link belongs to no subscription, or to one that is deleted.");
    return std::move(found.front());
}

Result<std::vector<Subscription>> Subscriptions::of_record(std::string_view record)
{
    return read_all(connection_.query(SUBSCRIPTION_QUERY "WHERE s.record = $1 ORDER BY s.number", {record}));
}

Result<std::optional<Subscription>> Subscriptions::of_record(
    std::string_view record, std::string_view newsletter)
{
    for (auto& subscription : TRY(of_record(record)))
        if (subscription.newsletter == newsletter)
            return std::optional(std::move(subscription));
    return std::optional<Subscription>();
}

Result<void> Subscriptions::end(Subscription const& subscription)
{
    TRY(connection_.execute("UPDATE subscriptions SET status = 'ended', confirmed_day = 0, policy = '', "
                            "consent = '', place = '' WHERE number = $1",
        {subscription.number}));
    for (auto const& other : TRY(of_record(subscription.record)))
        if (other.is_active())
            return {};
    TRY(records_.erase(subscription.record));
    if (!TRY(is_in_vault(connection_, subscription.record)))
        TRY(connection_.execute("DELETE FROM subscriptions WHERE record = $1", {subscription.record}));
    return {};
}

Result<void> Subscriptions::erase(std::string_view record)
{
    TRY(connection_.execute("DELETE FROM subscriptions WHERE record = $1", {record}));
    return records_.forget(record);
}

// Makes what ended, or was there, what the given one says.
Result<void> Subscriptions::renew(vault::Keys const& keys, Subscription const& former, Subscription const& as)
{
    TRY(connection_.execute("UPDATE subscriptions SET status = $1, language = $2, confirmed_day = $3, "
                            "policy = $4, consent = $5, place = $6, undeliverable_day = 0 WHERE number = $7",
        {as.status, as.language, as.confirmed_day, as.policy, as.consent, as.place, former.number}));
    return add_link(mail_token(keys, former.id), former.number);
}

Result<void> Subscriptions::add(vault::Keys const& keys, std::string_view record, std::string_view consent_id)
{
    TRY(records_.open(keys, record)); // nobody is written to whose address is erased
    auto const consent = TRY(find_consent(connection_, consent_id));
    Subscription const wanted{0, random_.hex(12), consent.newsletter, std::string(record), "active",
        consent.language, day_of(clock_.now()), consent.policy, consent.id, "own-page"};
    auto const former = TRY(of_record(record, consent.newsletter));
    if (former && former->is_active())
        return {};
    if (former)
        return renew(keys, *former, wanted);
    auto const number = TRY(insert(wanted));
    TRY(greet(connection_, clock_, wanted.newsletter, number));
    return add_link(mail_token(keys, wanted.id), number);
}

Result<Subscriptions::Taken> Subscriptions::bring(vault::Keys const& keys, Brought const& brought)
{
    auto record = TRY(records_.find(keys, vault_purpose, brought.address));
    if (record) {
        if (auto const known = TRY(of_record(*record, brought.newsletter))) {
            if (known->status == "ended")
                return Taken::ended_here;
            if (!brought.has_ended)
                return Taken::there_already;
            TRY(end(*known)); // whoever left there is not written to here
            return Taken::ended_there;
        }
    } else {
        auto const sealed = TRY(records_.seal_address(brought.address));
        record = TRY(records_.accept(vault_purpose, sealed));
    }
    Subscription subscription{0, random_.hex(12), brought.newsletter, *record, "active", brought.language,
        brought.confirmed_day, brought.policy, "", brought.place};
    subscription.number = TRY(insert(subscription));
    TRY(add_link(mail_token(keys, subscription.id), subscription.number));
    TRY(take_in(keys));
    if (!brought.has_ended)
        return Taken::added;
    TRY(end(subscription));
    return Taken::ended_there;
}

// Gives the subscriptions of the next records of the inbox the links that their mails will carry.
Result<void> Subscriptions::link_inbox(vault::Keys const& keys, std::size_t most)
{
    auto const arrived = TRY(read_all(connection_.query(SUBSCRIPTION_QUERY
        "JOIN (SELECT id FROM vault_records WHERE hash IS NULL AND purpose = $1 "
        "ORDER BY id LIMIT $2) r ON r.id = s.record",
        {vault_purpose, most})));
    for (auto const& subscription : arrived)
        TRY(add_link(mail_token(keys, subscription.id), subscription.number));
    return {};
}

// The reader was there already: what is arrived becomes part of what is there, and its links go on working.
Result<void> Subscriptions::merge(
    vault::Keys const& keys, std::string const& earlier, std::string const& arrived)
{
    for (auto const& subscription : TRY(of_record(arrived))) {
        auto const known = TRY(of_record(earlier, subscription.newsletter));
        if (!known) {
            TRY(connection_.execute(
                "UPDATE subscriptions SET record = $1 WHERE number = $2", {earlier, subscription.number}));
            continue;
        }
        if (subscription.is_active())
            TRY(renew(keys, *known, subscription));
        TRY(connection_.execute("UPDATE subscription_links SET subscription = $1 WHERE subscription = $2",
            {known->number, subscription.number}));
        TRY(connection_.execute("DELETE FROM subscriptions WHERE number = $1", {subscription.number}));
    }
    return {};
}

Result<std::int64_t> Subscriptions::take_in(vault::Keys const& keys, std::size_t most)
{
    TRY(link_inbox(keys, most));
    auto const taken = TRY(records_.take_in(
        keys, vault_purpose, [&](auto& earlier, auto& arrived) { return merge(keys, earlier, arrived); },
        most));
    if (taken.unreadable > 0)
        TRY(connection_.execute(
            "DELETE FROM subscriptions WHERE record NOT IN (SELECT id FROM vault_records)"));
    return taken.records;
}

Result<std::int64_t> Subscriptions::count(std::string_view newsletter)
{
    auto rows = TRY(connection_.query(
        "SELECT count(*) FROM subscriptions WHERE newsletter = $1 AND status = 'active'", {newsletter}));
    TRY(rows.next());
    return rows.integer(0);
}

Result<void> Subscriptions::forget_old_links()
{
    TRY(connection_.execute("DELETE FROM confirmations WHERE expires_day < $1", {day_of(clock_.now())}));
    return {};
}

Result<std::int64_t> take_in_all(
    db::Connection& connection, vault::Keys const& keys, Clock const& clock, Random& random)
{
    std::int64_t all = 0;
    for (;;) {
        auto const taken = TRY(db::transaction(connection, db::Access::write,
            [&] { return Subscriptions(connection, clock, random).take_in(keys); }));
        if (taken == 0)
            return all;
        all += taken;
    }
}

Result<void> forget_everybody(db::Connection& connection)
{
    TRY(connection.execute("DELETE FROM subscription_links"));
    TRY(connection.execute("DELETE FROM subscriptions"));
    TRY(connection.execute("DELETE FROM confirmations"));
    return {};
}

} // namespace broadsheet::newsletter
