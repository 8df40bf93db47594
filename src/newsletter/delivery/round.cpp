#include "newsletter/delivery/round.h"

#include "base/log.h"
#include "db/transaction.h"
#include "mail/rate.h"
#include "newsletter/delivery/issue_sender.h"
#include "newsletter/delivery/kept_issue.h"
#include "newsletter/subscriptions.h"
#include "newsletter/welcome.h"
#include "vault/records.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace broadsheet::newsletter {

namespace {

constexpr std::int64_t between_claims = 500; // milliseconds, where nobody was due
constexpr std::int64_t between_turns = 500; // where nothing happens
constexpr int longest_wait = 100;
constexpr std::chrono::seconds pause_after_failure{1};
constexpr int least_worth = 5'000; // a round is kept up for what is due so soon

// Whom mail goes to while no relay was set yet.
mail::Relay outbox_relay()
{
    mail::Relay relay;
    relay.name = "outbox";
    relay.connections = 1;
    return relay;
}

Error unavailable(std::string message)
{
    return {ErrorCode::unavailable, std::move(message)};
}

} // namespace

Round::Round(DeliveryServices const& services, DeliverySettings const& settings, VainTries& vain_tries,
    std::string worker, Send send, std::atomic<bool> const& is_ending)
    : services_(services)
    , settings_(settings)
    , vain_tries_(vain_tries)
    , send_(std::move(send))
    , is_ending_(is_ending)
    , ledger_(services.clock, services.random, std::move(worker), settings.lease)
{
}

Round::~Round() = default;

// All that can keep a send from going on is found before anything is claimed.
Result<void> Round::prepare()
{
    TRY(find_relays());
    TRY(expect_keys());
    TRY(expect_a_relay());
    auto connection = TRY(services_.database.connect());
    TRY(db::transaction(*connection, db::Access::write,
        [&] { return mail::ensure_bounce_secret(*connection, services_.random); }));
    configuration_->bounce_secret = TRY(mail::load_configuration(*connection)).bounce_secret;
    TRY(take_in_all(*connection, *keys_, services_.clock, services_.random));
    auto kept = TRY(find_kept_issue(*connection, send_.number));
    auto issue = kept ? *std::move(kept) : TRY(services_.render(*connection, send_.issue));
    bool const is_welcome = newsletter_of_welcome(send_.issue).has_value();
    auto const date = is_welcome ? services_.clock.now() : send_.started_at;
    copies_.emplace(TRY(IssueCopies::make(std::move(issue), configuration_->keys, date)));
    if (configuration_->own_name.empty())
        configuration_->own_name = copies_->from().address.domain;
    queue_.emplace(configuration_->relays, services_.health);
    return {};
}

// That it began with a relay is kept even where nothing can be sent yet: from then on it needs one.
Result<void> Round::find_relays()
{
    configuration_ = TRY(services_.configuration());
    if (configuration_->relays.empty()) {
        if (send_.needs_relay)
            return unavailable("the mail relay was removed while this issue was under way: set one, and "
                               "the issue goes on");
        auto const total = newsletter_of_welcome(send_.issue) ? send_.queued - send_.accepted : send_.total;
        if (total > static_cast<std::int64_t>(mail::OutboxLimits::mails))
            return unavailable("no mail relay is set: set one, and the issue goes on (without one, only "
                               "small issues go to the outbox)");
        configuration_->relays.push_back(outbox_relay());
        return {};
    }
    if (send_.needs_relay)
        return {};
    auto connection = TRY(services_.database.connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<void> {
        TRY(connection->execute("UPDATE sends SET needs_relay = 1 WHERE number = $1", {send_.number}));
        return {};
    });
}

// Asked for in each turn, so that whoever locks the vault locks it now, and not when the issue is out.
Result<void> Round::expect_keys()
{
    keys_ = services_.keys();
    if (!keys_)
        return unavailable("the vault is locked: unlock it, and the issue goes on");
    return {};
}

// While every relay rests there is nothing to begin with, and one's own words to say why.
Result<void> Round::expect_a_relay() const
{
    auto const& relays = configuration_->relays;
    if (std::ranges::any_of(
            relays, [&](auto const& relay) { return !services_.health.is_resting(relay.name); }))
        return {};
    return unavailable(services_.health.trouble(relays.front().name));
}

void Round::start_senders()
{
    SenderParts const parts{*queue_, *copies_, *configuration_, send_.number, services_.health, vain_tries_,
        services_.outbox, services_.clock, settings_.timeouts, [this] { return must_stop_.load(); },
        [this] { return services_.clock.monotonic() < sure_until_.load(); }};
    for (auto const& relay : configuration_->relays) {
        for (int count = 0; count < relay.connections; ++count)
            senders_.emplace_back([parts, &relay] { IssueSender(parts, relay).run(); });
    }
}

Result<void> Round::run()
{
    TRY(prepare());
    start_senders();
    began_at_ = services_.clock.monotonic();
    Result<void> trouble;
    while (trouble && !is_over_ && !is_ending_) {
        trouble = expect_keys();
        if (!trouble)
            break;
        if (claimed_ == 0)
            trouble = expect_a_relay();
        if (auto const turned = go_on(); !turned) {
            // What came of what was sent is kept, and recorded as soon as the database takes it.
            log_error("the issue waits: {}", turned.error().message);
            std::this_thread::sleep_for(pause_after_failure);
        }
    }
    TRY(wind_up());
    return trouble;
}

// One turn, where there is something to do, and a wait.
Result<void> Round::go_on()
{
    auto const now = services_.clock.monotonic();
    auto const capacity = queue_->capacity(settings_.in_flight);
    if (capacity == 0)
        queue_->withdraw(); // every relay rests, or has sent what it may: nothing stays claimed for that
    auto const room = capacity > claimed_ && now >= next_claim_at_ ? capacity - claimed_ : 0;
    auto finished = queue_->take_finished();
    unrecorded_.insert(unrecorded_.end(), std::make_move_iterator(finished.begin()),
        std::make_move_iterator(finished.end()));
    if (!unrecorded_.empty() || !held_.empty() || room > 0 || now >= turned_at_ + between_turns)
        TRY(turn(room));
    if (!is_over_)
        queue_->wait(capacity / 2, longest_wait);
    return {};
}

// One transaction: what came of the last ones, permits, and claims of the next ones.
Result<void> Round::turn(std::size_t room)
{
    auto connection = TRY(services_.database.connect());
    auto const began = services_.clock.monotonic();
    std::vector<Claimed> claimed;
    std::vector<SendJob> permitted;
    std::vector<Finished> put_off;
    UtcMillis next_at = 0;
    bool others_wait = false;
    bool const has_lapsed = turned_at_ != 0 && began >= turned_at_ + settings_.lease;
    bool const is_reaping = began >= reaped_at_ + settings_.lease / 4;
    std::vector<Granted> granted;
    auto work = [&]() -> Result<void> {
        TRY(ledger_.renew(*connection));
        if (is_reaping)
            TRY(ledger_.reap(*connection, send_.number));
        TRY(ledger_.record(*connection, send_.number, unrecorded_));
        granted = TRY(take_permits(*connection));
        TRY(settle_held(*connection, permitted, put_off));
        TRY(ledger_.record(*connection, send_.number, put_off));
        others_wait = TRY(do_others_wait(*connection));
        if (room > 0 && !others_wait)
            claimed = TRY(ledger_.claim(*connection, send_.number, room));
        if (claimed.empty())
            next_at = TRY(ledger_.look_ahead(*connection, send_.number));
        TRY(forget_trouble(*connection));
        send_ = TRY(Sends(*connection, services_.clock).find(send_.number));
        return {};
    };
    TRY(db::transaction(*connection, db::Access::write, work));
    // From here on it is so.
    has_claimed_ = has_claimed_ || room > 0;
    turned_at_ = began;
    reaped_at_ = is_reaping ? began : reaped_at_;
    for (auto const& [relay, count] : granted)
        queue_->permit(relay, count);
    sure_until_ = began + settings_.lease * 2 / 3;
    claimed_ += claimed.size();
    claimed_ -= unrecorded_.size() + put_off.size();
    unrecorded_.clear();
    held_.clear();
    if (has_lapsed)
        queue_->withdraw(); // others may have taken us for dead, and what we held for unknown
    queue_->add(std::move(permitted));
    if (send_.status != Send::Status::running) {
        queue_->withdraw();
        is_over_ = true;
    }
    is_out_of_permits_ = claimed_ == 0 && permits_at_ && *permits_at_ >= services_.clock.now() + least_worth;
    is_over_ = is_over_ || others_wait || is_out_of_permits_;
    if (room > 0 && claimed.empty()) {
        next_claim_at_ = services_.clock.monotonic() + between_claims;
        auto const wait = next_at == 0 ? least_worth : next_at - services_.clock.now();
        is_over_ = is_over_ || (claimed_ == 0 && wait >= least_worth);
    }
    return open(*connection, claimed);
}

// Why it waited is no longer so once a relay takes copies again.
Result<void> Round::forget_trouble(db::Connection& connection)
{
    bool const goes_on = std::ranges::any_of(
        unrecorded_, [](Finished const& one) { return one.how == Finished::How::accepted; });
    if (goes_on && !send_.trouble.empty())
        TRY(connection.execute(
            "UPDATE sends SET trouble = '' WHERE number = $1 AND status = 'running'", {send_.number}));
    return {};
}

// Whether this send has had its turn, and others want theirs.
Result<bool> Round::do_others_wait(db::Connection& connection)
{
    if (!has_claimed_ || services_.clock.monotonic() < began_at_ + settings_.turn)
        return false;
    auto rows = TRY(connection.query(
        "SELECT 1 FROM sends WHERE status = 'running' AND number <> $1 LIMIT 1", {send_.number}));
    return TRY(rows.next());
}

// Permits are taken for what a relay will send until the next turn, before it is sent.
Result<std::vector<Round::Granted>> Round::take_permits(db::Connection& connection)
{
    std::vector<Granted> granted;
    std::optional<UtcMillis> first;
    bool can_go_on = false;
    for (auto const& relay : configuration_->relays) {
        if (services_.health.is_resting(relay.name))
            continue;
        auto const wanted = queue_->wanted_permits(relay);
        can_go_on = can_go_on || wanted == 0;
        if (wanted == 0)
            continue;
        auto const permit = TRY(mail::take_from_rates(connection, "relay:" + relay.name,
            mail::without_reserve(relay.rates), wanted, services_.clock.now()));
        granted.push_back({relay.name, permit.granted});
        can_go_on = can_go_on || permit.granted > 0;
        first = std::min(first.value_or(permit.next_at), permit.next_at);
    }
    permits_at_ = can_go_on ? std::nullopt : first;
    return granted;
}

// Readers at a provider with a limit: as many as it takes are sent to, the others wait until it takes more.
Result<void> Round::settle_held(
    db::Connection& connection, std::vector<SendJob>& permitted, std::vector<Finished>& put_off)
{
    std::map<std::string, std::vector<SendJob const*>> by_domain;
    for (auto const& job : held_)
        by_domain[job.to.domain].push_back(&job);
    for (auto const& [domain, jobs] : by_domain) {
        auto const& rates = configuration_->domain_rates.find(domain)->second;
        auto const permit = TRY(mail::take_from_rates(connection, "domain:" + domain, rates,
            static_cast<std::int64_t>(jobs.size()), services_.clock.now()));
        for (std::size_t at = 0; at < jobs.size(); ++at) {
            if (static_cast<std::int64_t>(at) < permit.granted)
                permitted.push_back(*jobs[at]);
            else
                put_off.push_back({jobs[at]->claimed.subscription, Finished::How::not_tried, 0, "",
                    permit.next_at, jobs[at]->claimed.attempts});
        }
    }
    return {};
}

// Opens the addresses of those claimed, and hands them on.
Result<void> Round::open(db::Connection& connection, std::vector<Claimed> const& claimed)
{
    vault::Records records(connection, services_.random);
    std::vector<SendJob> jobs;
    for (auto const& one : claimed) {
        auto give_up = [&](Finished::How how, std::string reason) {
            unrecorded_.push_back(
                {one.subscription, how, 0, std::move(reason), services_.clock.now() + 60'000, one.attempts});
        };
        auto const sealed = one.record.empty() ? Result<std::optional<vault::Sealed>>(std::nullopt)
                                               : records.find_sealed(one.record);
        if (!sealed) {
            give_up(Finished::How::not_tried, "");
            continue;
        }
        if (!*sealed) {
            give_up(Finished::How::gone, "");
            continue;
        }
        auto const address = keys_->open(**sealed);
        auto const to = address ? mail::parse_address(*address) : Result<mail::Address>(address.error());
        if (!to) {
            // A seal that does not open says nothing of the mailbox, so it is no reason to erase anything.
            bool const is_later = to.error().code == ErrorCode::unavailable;
            give_up(
                is_later ? Finished::How::not_tried : Finished::How::refused, is_later ? "" : "unreadable");
            continue;
        }
        SendJob job{one, *to, mail_token(*keys_, one.subscription_id)};
        bool const has_limit = configuration_->domain_rates.contains(to->domain);
        (has_limit ? held_ : jobs).push_back(std::move(job));
    }
    queue_->add(std::move(jobs));
    return {};
}

// Lets senders end what they are at, and records it. What the database does not take is unknown once the
// lease has run out.
Result<void> Round::wind_up()
{
    for (auto& job : held_)
        unrecorded_.push_back(
            {job.claimed.subscription, Finished::How::not_tried, 0, "", 0, job.claimed.attempts});
    held_.clear();
    queue_->close();
    auto const until = services_.clock.monotonic() + settings_.grace;
    while (queue_->at_work() > 0 && services_.clock.monotonic() < until)
        queue_->wait(SIZE_MAX, 20);
    must_stop_ = true;
    senders_.clear();
    queue_->withdraw();
    auto finished = queue_->take_finished();
    unrecorded_.insert(unrecorded_.end(), std::make_move_iterator(finished.begin()),
        std::make_move_iterator(finished.end()));
    auto connection = TRY(services_.database.connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<void> {
        TRY(ledger_.record(*connection, send_.number, unrecorded_));
        TRY(ledger_.look_ahead(*connection, send_.number));
        return {};
    });
}

} // namespace broadsheet::newsletter
