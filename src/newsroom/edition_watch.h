#pragma once

#include "db/database.h"
#include "newsroom/change.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace broadsheet::newsroom {

// Notices a new edition, whoever made it: this program, another process (an import while the site is served),
// another machine. A thread of its own looks at the database once an interval, on SQLite almost for nothing.
// A database that cannot be asked is asked again at the next interval, over a new connection. Thread-safe.
class EditionWatch {
public:
    // Called on the watch's thread.
    using Notice = std::function<void(Edition)>;

    EditionWatch(db::Database&, Edition current, std::chrono::milliseconds interval, Notice);
    // Waits for a notice that is being given.
    ~EditionWatch();

    // Looks now, without waiting for the interval.
    void look();
    // Returns why the database could not be asked the last time; "" if it could.
    std::string trouble() const;

private:
    void run();
    Result<Edition> newest();
    Result<bool> has_changed(db::Connection&);

    db::Database& database_;
    std::chrono::milliseconds const interval_;
    Notice const notice_;

    // Of the watch's thread alone.
    Edition current_;
    std::optional<db::Database::Lease> lease_;
    std::int64_t data_version_ = -1;

    mutable std::mutex mutex_; // guards the rest
    std::string trouble_;
    std::condition_variable wake_;
    bool is_over_ = false;
    bool shall_look_ = false;
    std::thread thread_;
};

} // namespace broadsheet::newsroom
