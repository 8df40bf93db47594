#include "mail/post_office.h"

#include "base/log.h"
#include "db/transaction.h"
#include "mail/message.h"

#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <thread>

namespace broadsheet::mail {

namespace {

constexpr std::int64_t first_pause = 5'000;
constexpr std::int64_t longest_pause = 30 * 60'000;
constexpr std::int64_t pause_at_limit = 5'000;

std::int64_t pause_after(int attempts)
{
    return std::min(first_pause << (2 * std::min(attempts, 8)), longest_pause);
}

// https://www.rfc-editor.org/rfc/rfc6761#section-6.4
bool is_nobody(Address const& address)
{
    return address.domain.ends_with(".invalid");
}

Result<void> judge(Relay const& relay, Outcome const& outcome)
{
    auto const said
        = fmt::format("the mail relay {} said {} {}", relay.name, outcome.reply.code, outcome.reply.status);
    switch (outcome.fate) {
    case Fate::accepted:
        return {};
    case Fate::refused:
        return invalid(said + ": this letter is refused for good");
    case Fate::deferred:
        return Error{ErrorCode::unavailable, said + ": it is tried again later"};
    case Fate::not_sent:
    case Fate::unknown:
        break;
    }
    return Error{ErrorCode::unavailable, takes_no_mail(relay, outcome.reply)};
}

} // namespace

// The letters handed over, and the thread that sends them.
class PostOffice::Waiting {
public:
    explicit Waiting(PostOffice& office)
        : office_(office)
        , thread_([this] { run(); })
    {
    }
    ~Waiting()
    {
        std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }

    Result<void> add(Letter letter)
    {
        std::lock_guard lock(mutex_);
        if (items_.size() >= PostLimits::waiting)
            return limit_reached("too much mail is waiting to be sent: try again in a few minutes");
        items_.push_back({std::move(letter), 0, 0});
        changed_.notify_all();
        return {};
    }

private:
    struct Item {
        Letter letter;
        int attempts;
        std::int64_t not_before; // of Clock::monotonic()
    };

    // While the relays may send no more, all letters wait.
    void note_limit(std::string_view message)
    {
        if (message.empty()) {
            is_limited_ = false;
            return;
        }
        if (!std::exchange(is_limited_, true))
            log_warning("letters wait: {}", message);
        rests_until_ = office_.clock_.monotonic() + pause_at_limit;
    }

    std::optional<Item> take_due()
    {
        if (office_.clock_.monotonic() < rests_until_)
            return std::nullopt;
        for (auto item = items_.begin(); item != items_.end(); ++item) {
            if (item->not_before > office_.clock_.monotonic())
                continue;
            auto due = std::move(*item);
            items_.erase(item);
            return due;
        }
        return std::nullopt;
    }

    void run()
    {
        std::unique_lock lock(mutex_);
        while (!is_over_) {
            auto item = take_due();
            if (!item) {
                changed_.wait_for(lock, std::chrono::milliseconds(500));
                continue;
            }
            lock.unlock();
            auto sent = office_.try_to_send(item->letter);
            lock.lock();
            note_limit(!sent && sent.error().code == ErrorCode::limit ? sent.error().message : "");
            if (sent)
                continue;
            if (sent.error().code == ErrorCode::limit) { // which is no attempt: nobody was asked
                items_.push_front(std::move(*item));
                continue;
            }
            bool const is_hopeless
                = sent.error().code == ErrorCode::invalid || ++item->attempts >= PostLimits::attempts;
            log_warning(
                "a letter is {}: {}", is_hopeless ? "given up" : "tried again later", sent.error().message);
            if (is_hopeless)
                continue;
            item->not_before = office_.clock_.monotonic() + pause_after(item->attempts - 1);
            items_.push_back(std::move(*item));
        }
    }

    PostOffice& office_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;
    std::int64_t rests_until_ = 0; // of Clock::monotonic()
    bool is_limited_ = false;
    bool is_over_ = false;
    std::jthread thread_; // last: it uses all the others
};

PostOffice::PostOffice(db::Database& database, Clock const& clock, Random& random, Outbox& outbox,
    Sender sender, std::vector<Relay> relays)
    : database_(database)
    , clock_(clock)
    , random_(random)
    , outbox_(outbox)
    , sender_(std::move(sender))
    , relays_(std::move(relays))
    , health_(clock)
    , pool_(clock, health_, [this] { return is_ending_.load(); })
    , waiting_(std::make_unique<Waiting>(*this))
{
}

PostOffice::~PostOffice()
{
    is_ending_ = true;
    waiting_.reset();
}

Result<Configuration> PostOffice::configuration() const
{
    auto connection = TRY(database_.connect());
    auto configuration = TRY(load_configuration(*connection));
    configuration.relays.insert(configuration.relays.begin(), relays_.begin(), relays_.end());
    if (!configuration.sender)
        configuration.sender = sender_;
    if (configuration.own_name.empty())
        configuration.own_name = configuration.sender->address.domain;
    return configuration;
}

Result<void> PostOffice::send(Letter const& letter)
{
    auto sent = try_to_send(letter);
    if (!sent && sent.error().code == ErrorCode::limit)
        return Error{ErrorCode::unavailable, sent.error().message};
    return sent;
}

Result<void> PostOffice::try_to_send(Letter const& letter)
{
    auto const configuration = TRY(this->configuration());
    if (!configuration.relays.empty() && is_nobody(configuration.sender->address))
        return Error{ErrorCode::unavailable,
            fmt::format("no sender of letters is set, so they wait: {}", how_to_set_a_sender)};
    auto const message
        = TRY(compose(letter, *configuration.sender, configuration.keys, clock_.now(), random_));
    if (!configuration.relays.empty())
        return send_through_relays(configuration, message);
    outbox_.add(
        {0, clock_.now(), message.to.text(), letter.subject, letter.text, letter.html, message.bytes});
    return {};
}

Result<bool> PostOffice::has_permit(Relay const& relay)
{
    if (relay.rates.empty())
        return true;
    auto connection = TRY(database_.connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<bool> {
        auto const permit
            = TRY(take_from_rates(*connection, "relay:" + relay.name, relay.rates, 1, clock_.now()));
        return permit.granted == 1;
    });
}

Result<void> PostOffice::send_through_relays(Configuration const& configuration, Message const& message)
{
    auto const from = configuration.return_path.value_or(configuration.sender->address).text();
    auto const to = message.to.text();
    std::string_view const pieces[]{message.bytes};
    bool is_limited = false;
    Error last{ErrorCode::unavailable, "no mail relay works at present"};
    for (auto const* relay : health_.in_order(configuration.relays)) {
        if (!TRY(has_permit(*relay))) {
            is_limited = true;
            last = {ErrorCode::limit,
                fmt::format("the mail relay {} has sent as much as it may for now", relay->name)};
            continue;
        }
        auto outcome = pool_.send(*relay, configuration.own_name, {from, to, pieces});
        if (outcome && outcome->fate != Fate::not_sent)
            return judge(*relay, *outcome);
        // Whatever a relay has against us, it is no fault of the letter's.
        last = {ErrorCode::unavailable,
            outcome ? judge(*relay, *outcome).error().message : outcome.error().message};
    }
    if (is_limited)
        last.code = ErrorCode::limit;
    return last;
}

Result<void> PostOffice::hand_over(Letter letter)
{
    TRY(parse_address(letter.to));
    return waiting_->add(std::move(letter));
}

} // namespace broadsheet::mail
