#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::db {

// Work that may fail later: kept in the database, claimed with a lease, retried with growing pauses, shown in
// the admin. A worker that dies loses its lease, and another takes the job up.
struct Job {
    std::string id;
    std::string kind; // "publish", "mirror", …
    std::string payload; // JSON
    int attempts = 0; // this one included
    UtcMillis run_at = 0;
};

struct JobState {
    Job job;
    std::string status; // waiting, running, done, failed
    std::string last_error;
};

// Thread-safe as far as its connection is: one thread at a time.
class JobQueue {
public:
    // `worker` names who claims; "": a name of its own. Queues of one name on several connections hold the
    // same jobs.
    JobQueue(Connection&, Clock const&, Random&, std::string worker = "");

    // Adds a job to run at `run_at` (0: now) and returns its id. With a key, a job of the same kind and key
    // that is still waiting is kept instead of a second one, and its id returned. Inside a write transaction
    // the job is added with it, or not at all.
    Result<std::string> add(
        std::string_view kind, std::string_view payload, UtcMillis run_at = 0, std::string_view key = "");

    // Claims the oldest due job of these kinds for `lease` milliseconds, be it waiting or lost by a worker
    // whose lease ran out. Two workers never hold the same job.
    Result<std::optional<Job>> claim(std::vector<std::string> const& kinds, std::int64_t lease);
    // Prolongs the lease; conflict if it was lost meanwhile.
    Result<void> renew(Job const&, std::int64_t lease);

    // Both return conflict if the lease was lost meanwhile: then the job is another worker's.
    Result<void> finish(Job const&);
    // Records the error and lets the job run again after a growing pause (a minute, doubled each time, at
    // most six hours), or marks it failed after `most_attempts`.
    Result<void> fail(Job const&, Error const&, int most_attempts = 12);
    // Deletes the job; a worker that is at it finds out when it renews or finishes.
    Result<void> cancel(std::string_view id);

    // Lets a job that failed for good run again, with all its attempts; not_found if there is none such.
    Result<void> retry(std::string_view id);

    // Returns the jobs that failed for good, then the others, of both those added last first.
    Result<std::vector<JobState>> list(std::size_t most) const;
    // Deletes jobs that were done before the given time.
    Result<std::int64_t> forget_done(UtcMillis before);

private:
    Connection& connection_;
    Clock const& clock_;
    Random& random_;
    std::string worker_;
};

} // namespace broadsheet::db
