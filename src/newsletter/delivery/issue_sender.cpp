#include "newsletter/delivery/issue_sender.h"

#include "base/log.h"
#include "newsletter/delivery/return_path.h"

namespace broadsheet::newsletter {

namespace {

constexpr int longest_idle = 20'000; // milliseconds a connection is kept without work

Finished::How how_of(mail::Fate fate)
{
    switch (fate) {
    case mail::Fate::accepted:
        return Finished::How::accepted;
    case mail::Fate::deferred:
        return Finished::How::deferred;
    case mail::Fate::refused:
        return Finished::How::refused;
    case mail::Fate::unknown:
        return Finished::How::unknown;
    case mail::Fate::not_sent:
        break;
    }
    return Finished::How::not_tried;
}

} // namespace

void IssueSender::run()
{
    while (!parts_.queue.is_closed()) {
        auto job = parts_.queue.take(relay_, connection_ ? longest_idle : 200);
        if (job)
            deliver(std::move(*job));
        else if (!parts_.queue.is_closed() && connection_)
            connection_.reset();
    }
}

void IssueSender::deliver(SendJob job)
{
    auto const subscription = job.claimed.subscription;
    if (!parts_.may_send()) {
        parts_.queue.finish({subscription, Finished::How::not_tried, 0, "", 0, job.claimed.attempts});
        return;
    }
    auto const copy
        = parts_.copies.make_for(job.to, job.claimed.subscription_id, job.token, parts_.clock.now());
    if (!copy) {
        log_error("an issue's copy cannot be made: {}", copy.error().message);
        parts_.queue.finish({subscription, Finished::How::refused, 0, "5.6.0", 0, job.claimed.attempts});
        return;
    }
    auto const outcome = send(job, *copy);
    CopyNumber const number{parts_.send, subscription};
    if (outcome.fate == mail::Fate::not_sent
        && !parts_.vain_tries.add(number, parts_.health.sent(relay_.name))) {
        parts_.queue.put_back(relay_, std::move(job));
        return;
    }
    parts_.vain_tries.forget(number);
    auto const how = outcome.fate == mail::Fate::not_sent ? Finished::How::deferred : how_of(outcome.fate);
    parts_.queue.finish(
        {subscription, how, outcome.reply.code, outcome.reply.status, 0, job.claimed.attempts});
}

// A connection may have been closed while it lay idle, which says nothing of the relay.
mail::Outcome IssueSender::send(SendJob const& job, IssueCopy const& copy)
{
    if (relay_.host.empty()) {
        capture(job, copy);
        return {mail::Fate::accepted, {250, ""}};
    }
    bool const is_used = connection_ != nullptr;
    auto outcome = send_once(job, copy);
    if (outcome.fate == mail::Fate::not_sent && outcome.reply.code == 0 && is_used)
        outcome = send_once(job, copy);
    bool const is_lost = outcome.reply.code == 0 || outcome.fate == mail::Fate::not_sent;
    if (!is_lost)
        parts_.health.note_sent(relay_);
    else if (!parts_.health.is_resting(relay_.name))
        parts_.health.note_failure(relay_, mail::takes_no_mail(relay_, outcome.reply));
    return outcome;
}

mail::Outcome IssueSender::send_once(SendJob const& job, IssueCopy const& copy)
{
    auto const& configuration = parts_.configuration;
    if (!connection_) {
        auto opened
            = mail::SmtpConnection::open(relay_, configuration.own_name, parts_.timeouts, parts_.must_stop);
        if (!opened) {
            parts_.health.note_failure(relay_, opened.error().message);
            return {};
        }
        connection_ = std::move(*opened);
    }
    auto const from = return_path(configuration.return_path.value_or(parts_.copies.from().address),
        {parts_.send, job.claimed.subscription}, configuration.bounce_secret)
                          .text();
    auto const to = job.to.text();
    std::string_view const pieces[]{copy.head, copy.body};
    auto const outcome = connection_->send({from, to, pieces});
    if (!connection_->is_open())
        connection_.reset();
    return outcome;
}

void IssueSender::capture(SendJob const& job, IssueCopy const& copy)
{
    parts_.outbox.add({0, parts_.clock.now(), job.to.text(), "", "", "", copy.head + copy.body});
}

} // namespace broadsheet::newsletter
