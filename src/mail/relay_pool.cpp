#include "mail/relay_pool.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

constexpr std::int64_t first_rest = 1'000;
constexpr std::int64_t longest_rest = 30 * 60'000;
constexpr std::int64_t longest_idle = 60'000; // relays close what has nothing to say after some minutes
constexpr std::size_t most_idle = 16;
constexpr int service_not_available = 421;

// A relay whose settings have changed is another one.
std::string identity(Relay const& relay)
{
    return fmt::format("{} {} {} {}", relay.name, place_of(relay), relay.username, relay.password);
}

} // namespace

std::string takes_no_mail(Relay const& relay, Reply const& reply)
{
    if (reply.code == 0)
        return fmt::format("the connection to the mail relay {} was lost", relay.name);
    return fmt::format("the mail relay {} takes no mail from us at present: it says {}{}{}", relay.name,
        reply.code, reply.status.empty() ? "" : " ", reply.status);
}

RelayHealth::State RelayHealth::of(std::string const& name) const
{
    std::lock_guard lock(mutex_);
    auto const found = states_.find(name);
    return found == states_.end() ? State() : found->second;
}

bool RelayHealth::is_resting(std::string const& name) const
{
    return of(name).rests_until > clock_.monotonic();
}

std::vector<Relay const*> RelayHealth::in_order(std::vector<Relay> const& relays) const
{
    struct Candidate {
        bool is_spare;
        double share;
        Relay const* relay;
    };
    std::vector<Candidate> candidates;
    for (auto const& relay : relays) {
        auto const state = of(relay.name);
        if (state.rests_until <= clock_.monotonic())
            candidates.push_back(
                {relay.weight == 0, static_cast<double>(state.sent + 1) / std::max(1, relay.weight), &relay});
    }
    std::ranges::stable_sort(candidates, [](auto const& left, auto const& right) {
        return std::pair(left.is_spare, left.share) < std::pair(right.is_spare, right.share);
    });
    std::vector<Relay const*> order;
    for (auto const& candidate : candidates)
        order.push_back(candidate.relay);
    return order;
}

void RelayHealth::note_sent(Relay const& relay)
{
    std::lock_guard lock(mutex_);
    auto& state = states_[relay.name];
    ++state.sent;
    state.failures = 0;
    state.rests_until = 0;
    state.trouble.clear();
}

void RelayHealth::note_failure(Relay const& relay, std::string message)
{
    std::lock_guard lock(mutex_);
    auto& state = states_[relay.name];
    state.trouble = std::move(message);
    if (state.rests_until > clock_.monotonic())
        return;
    auto const rest = first_rest << std::min(state.failures, 11);
    ++state.failures;
    state.rests_until = clock_.monotonic() + std::min(rest, longest_rest);
}

std::string RelayHealth::trouble(std::string const& name) const
{
    return of(name).trouble;
}

std::unique_ptr<SmtpConnection> RelayPool::take(std::string const& relay)
{
    std::lock_guard lock(mutex_);
    auto const oldest = clock_.monotonic() - longest_idle;
    std::erase_if(idle_, [&](auto const& idle) { return idle.since < oldest; });
    for (auto idle = idle_.begin(); idle != idle_.end(); ++idle) {
        if (idle->relay != relay)
            continue;
        auto connection = std::move(idle->connection);
        idle_.erase(idle);
        return connection;
    }
    return nullptr;
}

void RelayPool::give_back(std::string relay, std::unique_ptr<SmtpConnection> connection)
{
    if (!connection->is_open())
        return;
    std::lock_guard lock(mutex_);
    idle_.push_back({std::move(relay), clock_.monotonic(), std::move(connection)});
    if (idle_.size() > most_idle)
        idle_.erase(idle_.begin());
}

Result<Outcome> RelayPool::send(Relay const& relay, std::string const& own_name, MailOut const& mail)
{
    auto const key = identity(relay);
    Outcome outcome;
    if (auto connection = take(key)) {
        outcome = connection->send(mail);
        give_back(key, std::move(connection));
    }
    bool const is_lost = outcome.reply.code == 0 || outcome.reply.code == service_not_available;
    if (outcome.fate == Fate::not_sent && is_lost) {
        auto connection = SmtpConnection::open(relay, own_name, {}, should_stop_);
        if (!connection) {
            health_.note_failure(relay, connection.error().message);
            return std::move(connection).error();
        }
        outcome = (*connection)->send(mail);
        give_back(key, std::move(*connection));
    }
    if (outcome.fate == Fate::not_sent)
        health_.note_failure(relay, takes_no_mail(relay, outcome.reply));
    else
        health_.note_sent(relay);
    return outcome;
}

} // namespace broadsheet::mail
