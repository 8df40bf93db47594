#include "site/search/search_updater.h"

#include "base/log.h"

#include <chrono>

namespace broadsheet::site {

namespace {

constexpr auto pause = std::chrono::seconds(3);

} // namespace

SearchUpdater::SearchUpdater(SearchIndex& index)
    : index_(index)
    , thread_([this](std::stop_token const& stop) { run(stop); })
{
}

void SearchUpdater::wake()
{
    {
        std::scoped_lock lock(mutex_);
        has_news_ = true;
    }
    woken_.notify_one();
}

void SearchUpdater::run(std::stop_token const& stop)
{
    std::string last_error;
    while (!stop.stop_requested()) {
        auto updated = index_.update(stop);
        auto const error = updated.ok() ? "" : updated.error().message;
        if (!error.empty() && error != last_error) // said once, not every few seconds
            log_error("the search index could not be updated: {}", error);
        last_error = error;
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, pause, [&] { return has_news_; });
        has_news_ = false;
    }
}

} // namespace broadsheet::site
