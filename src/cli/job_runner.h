#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "db/jobs.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace broadsheet::cli {

// Runs the jobs of the queue while a server serves, and what is looked at regularly. What it runs is told
// first, then start() is called once; its destruction waits for what is running. All functions given are
// called by its threads, several at once.
class JobRunner {
public:
    // What is given must outlive it.
    JobRunner(db::Database&, Clock const&, Random&);
    ~JobRunner();

    // An Error is recorded with the job, which is tried again after a growing pause. The lease is renewed for
    // as long as the work takes; a process that dies loses it.
    using Work = std::function<Result<void>(db::Connection&, db::Job const&)>;
    // While `is_ready` says no (the vault is locked), jobs of the kind wait without counting as tried.
    void add(std::string kind, Work, std::function<bool()> is_ready = {});

    // Runs `look` now and at every interval from then on; a failure is logged, once until it changes. Other
    // processes may look at the same time.
    using Look = std::function<Result<void>(db::Connection&)>;
    void every(std::chrono::milliseconds interval, std::string name, Look);

    void start();
    // Makes it look for jobs now rather than within a second. Thread-safe.
    void wake();

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::cli
