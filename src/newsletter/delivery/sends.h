#pragma once

#include "base/clock.h"
#include "db/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::newsletter {

// An issue on its way, or there.
struct Send {
    enum class Status { running, paused, cancelled, finished };
    std::int64_t number = 0;
    std::string issue; // issues.id
    std::string newsletter; // newsletters.id
    Status status = Status::running;
    std::string trouble; // why it does not go on by itself; "": it does
    std::int64_t last_subscription = 0;
    std::int64_t queued_to = 0;
    std::int64_t total = 0; // recipients, as counted at the start
    std::int64_t queued = 0;
    std::int64_t accepted = 0;
    UtcMillis started_at = 0;
    UtcMillis ended_at = 0; // 0: not over
    bool needs_relay = false; // it began with one, so it does not go to the outbox
};
std::string_view name_of(Send::Status);

// How far a send has come. All the states together, with those accepted, are the send's total.
struct Progress {
    Send send;
    std::int64_t waiting = 0; // not tried yet
    std::int64_t deferred = 0; // tried, and to be tried again
    std::int64_t attempting = 0;
    std::int64_t refused = 0;
    std::int64_t unknown = 0; // nobody can say whether they have it: somebody decides
    std::int64_t left = 0; // unknown, and somebody has decided to leave it at that
    std::int64_t gone = 0; // unsubscribed, or found undeliverable, before their turn
    UtcMillis next_retry_at = 0; // of the deferred; 0: none
    double per_second = 0; // of the last minute or two; 0: not known yet
    // When the waiting have been sent to, at that speed; 0: not known. What is deferred takes as long as its
    // providers like.
    UtcMillis expected_end = 0;
};

// One who did not get it, or may not have. The address is the vault's.
struct Undelivered {
    std::int64_t subscription = 0;
    std::string record; // in the vault; "": the subscription is no more
    std::int64_t attempts = 0;
    std::int64_t code = 0;
    std::string reason; // RFC 3463
    UtcMillis not_before = 0;
};

// Why so many did not get it.
struct Missed {
    std::string status; // as undelivered() takes it
    std::int64_t code = 0; // of the relay; 0: it said nothing
    std::string reason; // RFC 3463
    std::int64_t count = 0;
};

// The sends, and what people may do with them. Each call but the reading ones is made within the caller's
// write transaction. Used like its connection.
class Sends {
public:
    Sends(db::Connection& connection, Clock const& clock)
        : connection_(connection)
        , clock_(clock)
    {
    }

    // Lets an issue set out to all who have an active subscription now, and returns the send's number.
    // `conflict` if it has already.
    Result<std::int64_t> begin(std::string_view newsletter, std::string_view issue);

    Result<Send> find(std::int64_t number); // or not_found
    Result<std::optional<Send>> of_issue(std::string_view issue);
    Result<std::vector<Send>> list(std::size_t most); // the last first
    Result<std::vector<Send>> running(); // the first first
    // Those that run, and those stopped of which copies are being attempted still; the first first.
    Result<std::vector<Send>> under_way();
    Result<Progress> progress(std::int64_t number);
    // Why some have not got it, the most frequent first. Work grows with their number.
    Result<std::vector<Missed>> missed(std::int64_t number);
    // Those of a status, "deferred", "refused", "unknown", "left" or "gone", behind a subscription; or
    // "returned": the relay took it, and a report came back that it could not be delivered. `not_found` for
    // any other status, as check_status() says.
    Result<std::vector<Undelivered>> undelivered(
        std::int64_t number, std::string_view status, std::int64_t behind, std::size_t most);
    static Result<void> check_status(std::string_view);

    // `conflict` where its status does not allow it. What is being attempted when a send is paused or
    // cancelled is finished.
    Result<void> pause(std::int64_t number);
    Result<void> resume(std::int64_t number);
    Result<void> cancel(std::int64_t number);

    // Decides about those nobody can say of: all, or one subscription. Sent again, some may get it twice;
    // left, some may not have it.
    Result<std::int64_t> send_unknown_again(
        std::int64_t number, std::optional<std::int64_t> subscription = {});
    Result<std::int64_t> leave_unknown(std::int64_t number, std::optional<std::int64_t> subscription = {});
    // Tries those again that were refused, but for addresses that are dead: all, or one subscription.
    Result<std::int64_t> retry_refused(std::int64_t number, std::optional<std::int64_t> subscription = {});
    // Tries dead addresses again, too, which makes their subscriptions active: those that are kept still
    // (newsletter/delivery/reports.h). For when it was the relay that was wrong.
    Result<std::int64_t> retry_dead(std::int64_t number);
    // Tries those now that wait for their next turn.
    Result<std::int64_t> retry_deferred(std::int64_t number);

private:
    Result<Progress> read_progress(std::int64_t number);
    Result<void> change_status(
        std::int64_t number, std::string_view from, std::string_view to, std::string_view what);
    Result<std::int64_t> requeue(
        std::int64_t number, std::string_view from, std::optional<std::int64_t> subscription);

    db::Connection& connection_;
    Clock const& clock_;
};

} // namespace broadsheet::newsletter
