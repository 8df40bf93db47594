#include "newsroom/edition_watch.h"

#include "base/log.h"

namespace broadsheet::newsroom {

EditionWatch::EditionWatch(
    db::Database& database, Edition current, std::chrono::milliseconds interval, Notice notice)
    : database_(database)
    , interval_(interval)
    , notice_(std::move(notice))
    , current_(current)
    , thread_([this] { run(); })
{
}

EditionWatch::~EditionWatch()
{
    {
        std::lock_guard const lock(mutex_);
        is_over_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void EditionWatch::look()
{
    {
        std::lock_guard const lock(mutex_);
        shall_look_ = true;
    }
    wake_.notify_one();
}

std::string EditionWatch::trouble() const
{
    std::lock_guard const lock(mutex_);
    return trouble_;
}

void EditionWatch::run()
{
    for (;;) {
        auto const edition = newest();
        auto trouble = edition.ok() ? std::string() : edition.error().message;
        if (std::lock_guard const lock(mutex_); trouble != trouble_) {
            if (trouble_.empty())
                log_warning("Cannot ask for the newest edition, and will try again: {}", trouble);
            trouble_ = std::move(trouble);
        }
        if (edition.ok() && *edition != current_) {
            current_ = *edition;
            notice_(*edition);
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, interval_, [this] { return is_over_ || shall_look_; });
        if (is_over_)
            return;
        shall_look_ = false;
    }
}

Result<Edition> EditionWatch::newest()
{
    if (!lease_)
        lease_.emplace(TRY(database_.connect()));
    auto ask = [this]() -> Result<Edition> {
        if (!TRY(has_changed(**lease_)))
            return current_;
        return current_edition(**lease_);
    };
    auto edition = ask();
    if (!edition.ok()) {
        lease_.reset();
        data_version_ = -1;
    }
    return edition;
}

// SQLite counts what other connections commit (https://www.sqlite.org/pragma.html#pragma_data_version); to
// ask costs a look into shared memory.
Result<bool> EditionWatch::has_changed(db::Connection& connection)
{
    if (connection.dialect() != db::Dialect::sqlite)
        return true;
    auto rows = TRY(connection.query("PRAGMA data_version"));
    TRY(rows.next());
    return std::exchange(data_version_, rows.integer(0)) != rows.integer(0);
}

} // namespace broadsheet::newsroom
