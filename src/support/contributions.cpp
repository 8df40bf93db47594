#include "support/contributions.h"

#include "base/log.h"
#include "db/jobs.h"
#include "db/transaction.h"
#include "support/receipts.h"
#include "support/thanks.h"
#include "vault/records.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view vault_purpose = "support";
constexpr std::string_view refund_by_hand = "returned:"; // begins the keys of those

// Seals what names a supporter, if it can be kept: without a vault it is not.
Result<std::string> seal_away(
    db::Connection& connection, Random& random, std::string_view purpose, std::string_view text)
{
    if (text.empty())
        return std::string();
    vault::Records records(connection, random);
    auto const sealed = records.seal_address(text);
    if (!sealed.ok() && sealed.error().code == ErrorCode::not_found)
        return std::string();
    if (!sealed.ok())
        return sealed.error();
    return records.accept(purpose, *sealed);
}

} // namespace

Contributions::Contributions(db::Connection& connection, ProviderTools const& tools)
    : connection_(connection)
    , tools_(tools)
{
}

Result<std::shared_ptr<Provider>> Contributions::provider(std::string_view name, bool even_if_off) const
{
    auto const* kind = find_provider_kind(name);
    if (kind == nullptr)
        return not_found("there is no such way to pay");
    auto const setup = TRY(load_provider_setup(connection_, *kind));
    if (!setup.is_on && !even_if_off)
        return not_found("this way to pay is not offered");
    return std::shared_ptr<Provider>(TRY(kind->make(tools_, setup.values)));
}

Result<std::vector<std::shared_ptr<Provider>>> Contributions::providers() const
{
    std::vector<std::shared_ptr<Provider>> all;
    for (auto const* kind : provider_kinds()) {
        auto made = provider(kind->name);
        if (made.ok())
            all.push_back(std::move(*made));
        else if (made.error().code != ErrorCode::not_found)
            log_warning("contributions through {} are not offered: {}", kind->name, made.error().message);
    }
    return all;
}

Result<void> Contributions::check(Wish const& wish, Provider const& provider) const
{
    auto const& pledge = wish.pledge;
    auto const settings = TRY(load_support_settings(connection_));
    auto const& offered = settings.offer.currencies();
    if (std::ranges::find(offered, pledge.currency) == offered.end())
        return invalid("currency: it is not offered");
    if (settings.offer.fault_of(pledge.amount, pledge.frequency, pledge.currency) != AmountFault::none)
        return invalid("amount: it is below the minimum or above the maximum");
    if (!provider.takes(pledge.frequency, pledge.currency))
        return invalid("provider: this way to pay takes no such contribution");
    return {};
}

Result<Pledges::Made> Contributions::make(Wish const& wish)
{
    return db::transaction(connection_, db::Access::write, [&]() -> Result<Pledges::Made> {
        if (auto sent = TRY(pledges().find_form(wish.form)))
            return Pledges::Made{std::move(*sent), false};
        TRY(make_link_secret(connection_, tools_.random));
        auto pledge = wish.pledge;
        pledge.name = TRY(
            seal_away(connection_, tools_.random, shown_name_purpose, wish.may_be_named ? wish.name : ""));
        pledge.receipt_to = TRY(seal_away(connection_, tools_.random, vault_purpose, wish.address));
        return pledges().make(std::move(pledge), wish.form, wish.wording);
    });
}

Result<Contributions::Begun> Contributions::begin(
    Wish wish, std::function<WayBack(Pledge const&)> const& way_back)
{
    auto const provider = TRY(this->provider(wish.pledge.provider));
    TRY(check(wish, *provider));
    wish.pledge.is_live = provider->is_live();
    auto made = TRY(make(wish));
    if (!made.is_new && made.pledge.provider != wish.pledge.provider)
        return Error{ErrorCode::conflict, "the form was sent with another way to pay: load the page again"};
    // Whoever comes back may have paid, though nobody has told us.
    if (made.pledge.status == Status::open && !made.pledge.reference.empty()) {
        auto looked = look(made.pledge);
        if (!looked.ok() && looked.error().code == ErrorCode::unavailable)
            return Begun{std::move(made.pledge), ""};
        made.pledge = TRY(std::move(looked));
    }
    if (made.pledge.status != Status::open)
        return Begun{std::move(made.pledge), ""};
    auto start = TRY(provider->start(connection_, made.pledge, way_back(made.pledge)));
    // Only the reference: a webhook may have been faster with the rest.
    auto saved = save_change(made.pledge, [&](Pledge& pledge) -> Result<void> {
        pledge.reference = std::move(start.reference);
        return {};
    });
    return Begun{TRY(std::move(saved)), std::move(start.address)};
}

Result<Pledge> Contributions::save_change(
    Pledge const& pledge, std::function<Result<void>(Pledge&)> const& change)
{
    return db::transaction(connection_, db::Access::write, [&]() -> Result<Pledge> {
        auto now = TRY(pledges().find_number(pledge.number));
        TRY(change(now));
        TRY(pledges().save(now));
        return now;
    });
}

Result<Pledge> Contributions::look(Pledge const& pledge)
{
    auto const provider = TRY(this->provider(pledge.provider, true));
    bool const is_over = pledge.day + provider->open_days() < day_of(tools_.clock.now());
    auto account = provider->look(connection_, pledge);
    // What was begun with another account, or with a test key, is not found there any more; a provider that
    // never answered has given nobody anything to pay.
    bool const is_of_nobody = !account.ok()
        && (account.error().code == ErrorCode::not_found
            || (account.error().code == ErrorCode::unavailable && pledge.reference.empty()));
    if (is_of_nobody && pledge.status == Status::open && is_over)
        account = Account();
    if (!account.ok())
        return account.error();
    if (account->status == Status::open && is_over)
        account->status = Status::expired;
    return record(pledge, *account);
}

Result<void> Contributions::write_down_amount(Pledge& pledge, std::int64_t amount)
{
    Fact fact{Kind::change, "change:" + tools_.random.hex(12), pledge.currency};
    fact.agreed = amount;
    fact.day = day_of(tools_.clock.now());
    TRY(Ledger(connection_).add(pledge, fact));
    pledge.amount = amount;
    return {};
}

Result<Pledge> Contributions::record(Pledge const& pledge, Account const& account)
{
    return save_change(pledge, [&](Pledge& now) -> Result<void> {
        if (now.reference.empty())
            now.reference = pledge.reference;
        now.status = account.status;
        now.due = account.due;
        now.looked_on = day_of(tools_.clock.now());
        if (account.amount > 0 && account.amount != now.amount)
            TRY(write_down_amount(now, account.amount));
        for (auto const& fact : account.facts)
            if (auto const entry = TRY(Ledger(connection_).add(now, fact))) {
                ++entries_added_;
                TRY(follow_up(now, *entry));
            }
        return {};
    });
}

Result<std::vector<Fact>> Contributions::take_facts(Pledge const& pledge, std::vector<Fact> facts)
{
    std::vector<Fact> taken;
    auto const saved = save_change(pledge, [&](Pledge& now) -> Result<void> {
        Ledger ledger(connection_);
        auto const entries = TRY(ledger.of(now));
        bool has_income = std::ranges::any_of(entries, &Entry::is_income);
        for (auto& fact : facts) {
            if (has_income && fact.is_income() && now.is_recurring())
                fact.kind = Kind::renewal;
            auto const entry = TRY(ledger.add(now, fact));
            has_income = has_income || fact.is_income();
            if (!entry)
                continue;
            ++entries_added_;
            TRY(follow_up(now, *entry));
            taken.push_back(std::move(fact));
        }
        return {};
    });
    if (!saved.ok())
        return saved.error();
    return taken;
}

Result<void> Contributions::follow_up(Pledge const& pledge, Entry const& entry)
{
    if (entry.is_income())
        TRY(receipt_code(connection_, tools_.random, entry));
    bool const is_told = entry.is_income() || entry.kind == Kind::failure || entry.kind == Kind::cancellation;
    if (is_told && !pledge.receipt_to.empty())
        TRY(db::JobQueue(connection_, tools_.clock, tools_.random)
                .add(letter_job, fmt::format("{}", entry.number)));
    return {};
}

Result<void> Contributions::write_down_refund(Entry const& payment, std::int64_t minor, std::string_view form)
{
    auto const provider = TRY(this->provider(payment.provider, true));
    if (provider->tells_refunds())
        return invalid("This way to pay tells by itself what was paid back.");
    auto const pledge = TRY(pledges().find_number(payment.pledge));
    Ledger ledger(connection_);
    Fact fact{Kind::refund, fmt::format("{}{}", refund_by_hand, form), payment.currency, -minor};
    auto left = payment.moved;
    for (auto const& entry : TRY(ledger.of(pledge)))
        if (!entry.is_income() && entry.payment_name() == payment.payment_name() && entry.key != fact.key)
            left += entry.moved;
    if (minor <= 0 || minor > left)
        return invalid("The amount is more than is left of this payment.");
    fact.payment = payment.payment_name();
    fact.day = day_of(tools_.clock.now());
    TRY(ledger.add(pledge, fact));
    return {};
}

Result<Pledge> Contributions::take_back(std::int64_t number)
{
    auto const entry = TRY(Ledger(connection_).find(number));
    auto const provider = TRY(this->provider(entry.provider, true));
    auto const pledge = TRY(pledges().find_number(entry.pledge));
    if (entry.kind == Kind::pledge || entry.kind == Kind::change)
        return invalid(
            fmt::format("entry {} is a promise: it moved no money, and cannot be taken back", number));
    if (!provider->is_told_by_people() && !entry.key.starts_with(refund_by_hand))
        return invalid(fmt::format(
            "entry {} was told by {} itself: what is wrong with it is mended there", number, entry.provider));
    TRY(db::transaction(connection_, db::Access::write,
        [&] { return Ledger(connection_).take_back(entry, day_of(tools_.clock.now())); }));
    return look(pledge);
}

Result<Pledge> Contributions::change_amount(Pledge const& pledge, std::int64_t amount)
{
    auto const settings = TRY(load_support_settings(connection_));
    if (!pledge.is_running())
        return Error{ErrorCode::conflict, "This contribution has ended."};
    if (settings.offer.fault_of(amount, pledge.frequency, pledge.currency) != AmountFault::none)
        return invalid("amount: it is below the minimum or above the maximum");
    auto const provider = TRY(this->provider(pledge.provider, true));
    if (!provider->can_change())
        return invalid("This contribution cannot be changed here: cancel it, and begin another.");
    TRY(provider->change(connection_, pledge, amount));
    auto const saved
        = save_change(pledge, [&](Pledge& now) -> Result<void> { return write_down_amount(now, amount); });
    if (!saved.ok())
        return saved.error();
    return look(*saved);
}

Result<void> Contributions::stop(Pledge const& pledge)
{
    auto const provider = TRY(this->provider(pledge.provider, true));
    return provider->cancel(connection_, pledge);
}

Result<Pledge> Contributions::cancel(Pledge const& pledge)
{
    // It may have begun to run without our having been told.
    auto const now = TRY(look(pledge));
    auto const provider = TRY(this->provider(pledge.provider, true));
    bool const is_awaited = now.status == Status::open && provider->is_told_by_people();
    if (!now.is_running() && !is_awaited)
        return now;
    TRY(stop(now));
    return look(now);
}

Result<std::string> Contributions::card_page(Pledge const& pledge, std::string_view way_back)
{
    if (!pledge.is_running())
        return Error{ErrorCode::conflict, "This contribution has ended."};
    auto const provider = TRY(this->provider(pledge.provider, true));
    return provider->card_page(pledge, way_back);
}

Result<Pledge> Contributions::pledge_of_link(LinkPurpose purpose, std::string_view link) const
{
    auto const secret = TRY(load_link_secret(connection_));
    auto const id = TRY(read_signed_link(purpose, link, secret));
    return pledges().find(id);
}

} // namespace broadsheet::support
