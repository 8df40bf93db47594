#include "cli/job_runner.h"

#include "base/log.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace broadsheet::cli {

namespace {

constexpr std::size_t threads = 2; // one slow peer does not hold up all the rest
constexpr std::int64_t lease = 120'000; // milliseconds
constexpr std::chrono::milliseconds between_renewals{lease / 4};
constexpr std::chrono::milliseconds between_looks{1'000}; // jobs may be added by other processes

struct Kind {
    JobRunner::Work work;
    std::function<bool()> is_ready;
};

struct Regular {
    std::int64_t interval;
    std::string name;
    JobRunner::Look look;
    std::int64_t next = 0; // monotonic
    bool is_running = false;
    std::string trouble = {};
};

} // namespace

class JobRunner::Implementation {
public:
    Implementation(db::Database& database, Clock const& clock, Random& random)
        : database_(database)
        , clock_(clock)
        , random_(random)
        , worker_(random.hex(8))
    {
    }

    ~Implementation()
    {
        {
            std::scoped_lock lock(mutex_);
            is_over_ = true;
        }
        changed_.notify_all();
    }

    void add(std::string kind, Kind what) { kinds_.emplace(std::move(kind), std::move(what)); }
    void add(Regular regular) { regulars_.push_back(std::move(regular)); }

    void start()
    {
        for (std::size_t thread = 0; thread < threads; ++thread)
            threads_.emplace_back([this] { run(); });
        threads_.emplace_back([this] { keep_leases(); });
    }

    void wake()
    {
        {
            std::scoped_lock lock(mutex_);
            ++wakes_;
        }
        changed_.notify_all();
    }

private:
    void run();
    void keep_leases();
    void look_at_regulars();
    Result<void> run_jobs();
    Result<void> run_job(db::Connection&, db::JobQueue&, db::Job const&);
    std::vector<std::string> ready_kinds() const;
    bool is_over() const
    {
        std::scoped_lock lock(mutex_);
        return is_over_;
    }

    db::Database& database_;
    Clock const& clock_;
    Random& random_;
    std::string worker_;
    std::map<std::string, Kind, std::less<>> kinds_; // unchanged once started

    mutable std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::vector<Regular> regulars_;
    std::vector<db::Job> running_;
    std::uint64_t wakes_ = 0;
    bool is_over_ = false;

    std::vector<std::jthread> threads_; // last: they use all the others
};

std::vector<std::string> JobRunner::Implementation::ready_kinds() const
{
    std::vector<std::string> ready;
    for (auto const& [name, kind] : kinds_)
        if (!kind.is_ready || kind.is_ready())
            ready.push_back(name);
    return ready;
}

Result<void> JobRunner::Implementation::run_job(
    db::Connection& connection, db::JobQueue& queue, db::Job const& job)
{
    {
        std::scoped_lock lock(mutex_);
        running_.push_back(job);
    }
    auto done = kinds_.find(job.kind)->second.work(connection, job);
    {
        std::scoped_lock lock(mutex_);
        std::erase_if(running_, [&](db::Job const& other) { return other.id == job.id; });
    }
    changed_.notify_all();
    if (done.ok())
        return queue.finish(job);
    log_warning("job {}: {}", job.kind, done.error().message);
    return queue.fail(job, done.error());
}

Result<void> JobRunner::Implementation::run_jobs()
{
    auto connection = TRY(database_.connect());
    db::JobQueue queue(*connection, clock_, random_, worker_);
    while (!is_over()) {
        auto job = TRY(queue.claim(ready_kinds(), lease));
        if (!job)
            break;
        TRY(run_job(*connection, queue, *job));
    }
    return {};
}

void JobRunner::Implementation::look_at_regulars()
{
    std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < regulars_.size() && !is_over_; ++i) {
        auto& regular = regulars_[i]; // stays in its place: none is added any more
        if (regular.is_running || clock_.monotonic() < regular.next)
            continue;
        regular.is_running = true;
        lock.unlock();
        auto const looked = [&]() -> Result<void> {
            auto connection = TRY(database_.connect());
            return regular.look(*connection);
        }();
        lock.lock();
        regular.is_running = false;
        regular.next = clock_.monotonic() + regular.interval;
        auto trouble = looked.ok() ? std::string() : looked.error().message;
        if (!trouble.empty() && trouble != regular.trouble)
            log_error("{}: {}", regular.name, trouble);
        regular.trouble = std::move(trouble);
    }
}

void JobRunner::Implementation::run()
{
    std::string last_trouble;
    std::unique_lock lock(mutex_);
    while (!is_over_) {
        auto const seen = wakes_;
        lock.unlock();
        look_at_regulars();
        auto const ran = run_jobs();
        auto trouble = ran.ok() ? std::string() : ran.error().message;
        if (!trouble.empty() && trouble != last_trouble)
            log_error("jobs: {}", trouble);
        last_trouble = std::move(trouble);
        lock.lock();
        changed_.wait_for(lock, between_looks, [&] { return is_over_ || wakes_ != seen; });
    }
}

void JobRunner::Implementation::keep_leases()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait_for(lock, between_renewals, [&] { return is_over_ && running_.empty(); });
        if (is_over_ && running_.empty())
            return;
        auto const running = running_;
        lock.unlock();
        auto renew = [&]() -> Result<void> {
            auto connection = TRY(database_.connect());
            db::JobQueue queue(*connection, clock_, random_, worker_);
            for (auto const& job : running)
                if (auto renewed = queue.renew(job, lease); !renewed.ok())
                    log_warning("job {}: {}", job.kind, renewed.error().message);
            return {};
        };
        if (auto renewed = running.empty() ? Result<void>() : renew(); !renewed.ok())
            log_warning("jobs' leases: {}", renewed.error().message);
        lock.lock();
    }
}

JobRunner::JobRunner(db::Database& database, Clock const& clock, Random& random)
    : implementation_(std::make_unique<Implementation>(database, clock, random))
{
}

JobRunner::~JobRunner() = default;

void JobRunner::add(std::string kind, Work work, std::function<bool()> is_ready)
{
    implementation_->add(std::move(kind), Kind{std::move(work), std::move(is_ready)});
}

void JobRunner::every(std::chrono::milliseconds interval, std::string name, Look look)
{
    implementation_->add(Regular{interval.count(), std::move(name), std::move(look)});
}

void JobRunner::start()
{
    implementation_->start();
}

void JobRunner::wake()
{
    implementation_->wake();
}

} // namespace broadsheet::cli
