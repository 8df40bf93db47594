#include "cli/upkeep.h"

#include "base/log.h"
#include "newsroom/appeals.h"
#include "newsroom/articles.h"
#include "newsroom/edition_watch.h"
#include "newsroom/media_uses.h"
#include "newsroom/title_words.h"
#include "workflow/acts.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace broadsheet::cli {

namespace {

// How soon an edition made by another process (an import, the newsroom on another machine) is seen at the
// latest.
constexpr std::chrono::milliseconds between_looks{50};
constexpr std::chrono::milliseconds longest_wait{1'000}; // so that /healthz tells of trouble soon
constexpr std::chrono::milliseconds pause_after_failure{1'000};
constexpr std::size_t articles_at_once = 200;

// Returns when an article or an appeal comes or goes by itself.
Result<std::optional<UtcMillis>> next_turn(db::Connection& connection, UtcMillis now)
{
    auto const article = TRY(newsroom::Articles(connection).next_scheduled());
    auto const appeal = TRY(newsroom::Appeals(connection).next_turn(now));
    return article && appeal ? std::min(article, appeal) : article ? article : appeal;
}

Result<void> turn_what_is_due(newsroom::Change& change)
{
    auto const published = TRY(workflow::publish_due(change));
    auto const turned = TRY(newsroom::Appeals::turn(change));
    log_info("published {} scheduled articles, began or ended {} appeals", published, turned);
    return {};
}

} // namespace

class Upkeep::Implementation {
public:
    Implementation(Context const& context, db::Database& database, newsroom::Edition edition, Notice notice)
        : context_(context)
        , database_(database)
        , watch_(database, edition, between_looks,
              [this, notice = std::move(notice)](newsroom::Edition newer) {
                  notice(newer);
                  wake();
              })
        , thread_([this] { run(); })
    {
    }

    ~Implementation()
    {
        {
            std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        wake();
    }

    std::string trouble() const
    {
        auto const of_watch = watch_.trouble();
        std::lock_guard lock(mutex_);
        return trouble_.empty() ? of_watch : trouble_;
    }

private:
    void wake()
    {
        std::lock_guard lock(mutex_);
        has_work_ = true;
        changed_.notify_all();
    }

    void run();
    Result<std::chrono::milliseconds> work();
    Result<bool> note_older(db::Connection&);

    Context const& context_;
    db::Database& database_;

    bool is_caught_up_ = false; // of the thread alone

    mutable std::mutex mutex_; // guards the three below
    std::string trouble_;
    bool has_work_ = true;
    bool is_over_ = false;
    std::condition_variable changed_;

    newsroom::EditionWatch watch_;
    std::jthread thread_; // last: it uses all the others
};

// Notes of articles that older versions saved which files they show and their titles' words, some at a time.
// Returns whether there may be more.
Result<bool> Upkeep::Implementation::note_older(db::Connection& connection)
{
    if (is_caught_up_)
        return false;
    bool const has_titles = TRY(newsroom::has_titles_to_fold(connection));
    is_caught_up_ = !has_titles && TRY(newsroom::MediaUses(connection).are_complete());
    if (is_caught_up_)
        return false;
    TRY(newsroom::change(connection, context_.clock, context_.random, [&](newsroom::Change& change) {
        return has_titles ? newsroom::fold_titles(change, articles_at_once)
                          : newsroom::MediaUses::catch_up(change, articles_at_once);
    }));
    return true;
}

// Publishes what is due, begins and ends appeals, and returns how long nothing else will be due.
Result<std::chrono::milliseconds> Upkeep::Implementation::work()
{
    auto connection = TRY(database_.connect());
    auto const longest = TRY(note_older(*connection)) ? between_looks : longest_wait;
    for (;;) {
        auto const now = context_.clock.now();
        auto const next = TRY(next_turn(*connection, now));
        if (!next || *next > now)
            return next ? std::min(longest, std::chrono::milliseconds(*next - now)) : longest;
        TRY(newsroom::change(*connection, context_.clock, context_.random, turn_what_is_due));
        watch_.look();
    }
}

void Upkeep::Implementation::run()
{
    std::unique_lock lock(mutex_);
    while (!is_over_) {
        has_work_ = false;
        lock.unlock();
        auto wait = work();
        lock.lock();
        auto trouble = wait ? std::string() : wait.error().message;
        if (!trouble.empty() && trouble != trouble_)
            log_error("{}", trouble);
        trouble_ = trouble;
        changed_.wait_for(lock, wait ? *wait : pause_after_failure, [&] { return has_work_ || is_over_; });
    }
}

Upkeep::Upkeep(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation))
{
}

Upkeep::~Upkeep() = default;

Result<std::unique_ptr<Upkeep>> Upkeep::start(Context const& context, db::Database& database, Notice notice)
{
    auto connection = TRY(database.connect());
    auto edition = TRY(newsroom::current_edition(*connection));
    notice(edition);
    return std::unique_ptr<Upkeep>(
        new Upkeep(std::make_unique<Implementation>(context, database, edition, std::move(notice))));
}

std::string Upkeep::trouble() const
{
    return implementation_->trouble();
}

} // namespace broadsheet::cli
