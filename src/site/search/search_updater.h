#pragma once

#include "site/search/search_index.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace broadsheet::site {

// Keeps an index up to date from a thread of its own while a server runs: at once, when it is told of a new
// edition, and every few seconds, since other processes publish too. Ends with the object, between two steps
// of an update.
class SearchUpdater {
public:
    explicit SearchUpdater(SearchIndex&);
    ~SearchUpdater() = default;

    // Tells of a new edition. Thread-safe.
    void wake();

private:
    void run(std::stop_token const&);

    SearchIndex& index_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool has_news_ = false;
    std::jthread thread_; // last: it uses the others
};

} // namespace broadsheet::site
