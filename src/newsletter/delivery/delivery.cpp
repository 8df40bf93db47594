#include "newsletter/delivery/delivery.h"

#include "base/log.h"
#include "db/transaction.h"
#include "newsletter/delivery/round.h"
#include "newsletter/welcome.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace broadsheet::newsletter {

namespace {

constexpr std::chrono::milliseconds between_looks{1'000};

// Greetings first, then the shorter send: a long one keeps nobody else waiting.
std::vector<Send> in_order(std::vector<Send> sends)
{
    std::ranges::stable_sort(sends, {}, [](Send const& send) {
        return std::pair(!newsletter_of_welcome(send.issue), send.total - send.accepted);
    });
    return sends;
}

} // namespace

class Delivery::Implementation {
public:
    Implementation(DeliveryServices services, DeliverySettings settings)
        : services_(std::move(services))
        , settings_(settings)
        , worker_(services_.random.hex(8))
        , thread_([this] { run(); })
    {
    }
    ~Implementation()
    {
        is_ending_ = true;
        wake();
    }

    void wake()
    {
        std::lock_guard lock(mutex_);
        is_woken_ = true;
        changed_.notify_all();
    }

    std::string trouble() const
    {
        std::lock_guard lock(mutex_);
        return trouble_;
    }

private:
    void run();
    Result<bool> is_due(Send const&);
    Result<void> look();
    Result<void> note_trouble(Send const&, std::string const& message);

    DeliveryServices services_;
    DeliverySettings settings_;
    std::string worker_;
    VainTries vain_tries_;
    std::map<std::int64_t, std::int64_t> rests_until_; // sends; of Clock::monotonic()
    std::atomic<bool> is_ending_ = false;

    mutable std::mutex mutex_; // guards the two below
    std::string trouble_;
    bool is_woken_ = false;
    std::condition_variable changed_;
    std::jthread thread_; // last: it uses all the others
};

// What is wrong is written where the newsroom's pages see it, whichever process makes them.
Result<void> Delivery::Implementation::note_trouble(Send const& send, std::string const& message)
{
    if (send.trouble == message)
        return {};
    if (!message.empty())
        log_warning("an issue waits: {}", message);
    auto connection = TRY(services_.database.connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<void> {
        TRY(connection->execute("UPDATE sends SET trouble = $2 WHERE number = $1 AND status = 'running'",
            {send.number, message}));
        return {};
    });
}

// Whether a send has somebody to send to now. Finds, on the way, what dead workers have left, and whether it
// is over.
Result<bool> Delivery::Implementation::is_due(Send const& send)
{
    auto connection = TRY(services_.database.connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<bool> {
        Ledger ledger(services_.clock, services_.random, worker_, settings_.lease);
        TRY(ledger.reap(*connection, send.number));
        auto const next_at = TRY(ledger.look_ahead(*connection, send.number));
        return send.status == Send::Status::running
            && (send.queued_to < send.last_subscription
                || (next_at != 0 && next_at <= services_.clock.now()));
    });
}

Result<void> Delivery::Implementation::look()
{
    std::vector<Send> running;
    {
        auto connection = TRY(services_.database.connect());
        running = in_order(TRY(Sends(*connection, services_.clock).under_way()));
    }
    Result<void> first;
    for (auto const& send : running) {
        if (!TRY(is_due(send)) || services_.clock.monotonic() < rests_until_[send.number])
            continue;
        Round round(services_, settings_, vain_tries_, worker_, send, is_ending_);
        auto const done = round.run();
        if (round.is_out_of_permits())
            rests_until_[send.number] = services_.clock.monotonic() + settings_.turn;
        if (!is_ending_)
            TRY(note_trouble(round.send(), done ? "" : done.error().message));
        if (!done && first)
            first = done;
    }
    return first;
}

void Delivery::Implementation::run()
{
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
        is_woken_ = false;
        lock.unlock();
        auto const looked = look();
        lock.lock();
        trouble_ = looked ? "" : looked.error().message;
        changed_.wait_for(lock, between_looks, [&] { return is_woken_ || is_ending_; });
    }
    lock.unlock();
    if (auto connection = services_.database.connect())
        (void)Ledger(services_.clock, services_.random, worker_, settings_.lease).leave(**connection);
}

Delivery::Delivery(DeliveryServices services, DeliverySettings settings)
    : implementation_(std::make_unique<Implementation>(std::move(services), settings))
{
}

Delivery::~Delivery() = default;

void Delivery::wake()
{
    implementation_->wake();
}

std::string Delivery::trouble() const
{
    return implementation_->trouble();
}

} // namespace broadsheet::newsletter
