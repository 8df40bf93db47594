#include "newsletter/delivery/send_queue.h"

#include <algorithm>

namespace broadsheet::newsletter {

namespace {

constexpr UtcMillis behind_all_others = 1; // due at once, but claimed behind those that are due from 0

} // namespace

SendQueue::SendQueue(std::vector<mail::Relay> relays, mail::RelayHealth const& health)
    : health_(health)
{
    for (auto& relay : relays) {
        auto const name = relay.name;
        outlets_.emplace(name, Outlet{std::move(relay), 0, 0, 0});
    }
}

bool SendQueue::can_send(Outlet const& outlet) const
{
    return (outlet.relay.rates.empty() || outlet.permits > 0) && !health_.is_resting(outlet.relay.name);
}

// The one furthest behind its share among those that have somebody idle; a spare one (weight 0) only where no
// other can send.
bool SendQueue::is_turn_of(Outlet const& outlet) const
{
    auto const share
        = [](Outlet const& of) { return static_cast<double>(of.sent + 1) / std::max(1, of.relay.weight); };
    return std::ranges::none_of(outlets_, [&](auto const& entry) {
        auto const& other = entry.second;
        if (&other == &outlet || !can_send(other))
            return false;
        if ((other.relay.weight == 0) != (outlet.relay.weight == 0))
            return outlet.relay.weight == 0;
        return other.idle > 0 && share(other) < share(outlet);
    });
}

std::optional<SendJob> SendQueue::take(mail::Relay const& relay, int patience)
{
    std::unique_lock lock(mutex_);
    auto& outlet = outlets_.at(relay.name);
    ++outlet.idle;
    changed_.wait_for(lock, std::chrono::milliseconds(patience),
        [&] { return is_closed_ || (!waiting_.empty() && can_send(outlet) && is_turn_of(outlet)); });
    --outlet.idle;
    if (is_closed_ || waiting_.empty() || !can_send(outlet) || !is_turn_of(outlet))
        return std::nullopt;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    ++at_work_;
    ++outlet.sent;
    if (!outlet.relay.rates.empty())
        --outlet.permits;
    if (outlets_.size() > 1)
        changed_.notify_all(); // it may be another's turn now
    return job;
}

bool SendQueue::is_closed() const
{
    std::lock_guard lock(mutex_);
    return is_closed_;
}

void SendQueue::put_back(mail::Relay const& relay, SendJob job)
{
    std::lock_guard lock(mutex_);
    --at_work_;
    --outlets_.at(relay.name).sent;
    job.was_put_back = true;
    waiting_.push_back(std::move(job));
    changed_.notify_all();
    finished_changed_.notify_all();
}

void SendQueue::finish(Finished finished)
{
    std::lock_guard lock(mutex_);
    --at_work_;
    finished_.push_back(std::move(finished));
    finished_changed_.notify_all();
}

void SendQueue::add(std::vector<SendJob> jobs)
{
    std::lock_guard lock(mutex_);
    for (auto& job : jobs)
        waiting_.push_back(std::move(job));
    changed_.notify_all();
}

void SendQueue::permit(std::string const& relay, std::int64_t count)
{
    std::lock_guard lock(mutex_);
    outlets_.at(relay).permits += count;
    changed_.notify_all();
}

std::int64_t SendQueue::wanted_permits(mail::Relay const& relay) const
{
    std::lock_guard lock(mutex_);
    auto const& outlet = outlets_.at(relay.name);
    if (outlet.relay.rates.empty() || health_.is_resting(relay.name))
        return 0;
    return std::max<std::int64_t>(0, 2 * relay.connections - outlet.permits);
}

std::size_t SendQueue::capacity(std::size_t for_each_connection) const
{
    std::lock_guard lock(mutex_);
    std::size_t capacity = 0;
    for (auto const& [name, outlet] : outlets_) {
        if (health_.is_resting(name))
            continue;
        auto const most = static_cast<std::size_t>(outlet.relay.connections) * for_each_connection;
        capacity
            += outlet.relay.rates.empty() ? most : std::min(most, static_cast<std::size_t>(outlet.permits));
    }
    return capacity;
}

void SendQueue::wait(std::size_t low, int milliseconds)
{
    std::unique_lock lock(mutex_);
    finished_changed_.wait_for(lock, std::chrono::milliseconds(milliseconds),
        [&] { return !finished_.empty() && waiting_.size() <= low; });
}

std::vector<Finished> SendQueue::take_finished()
{
    std::lock_guard lock(mutex_);
    return std::exchange(finished_, {});
}

void SendQueue::withdraw()
{
    std::lock_guard lock(mutex_);
    for (auto const& job : waiting_)
        finished_.push_back({job.claimed.subscription, Finished::How::not_tried, 0, "",
            job.was_put_back ? behind_all_others : 0, job.claimed.attempts});
    waiting_.clear();
}

void SendQueue::close()
{
    std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
}

std::size_t SendQueue::at_work() const
{
    std::lock_guard lock(mutex_);
    return at_work_;
}

} // namespace broadsheet::newsletter
