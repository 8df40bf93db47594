#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "newsroom/change.h"
#include "site/search.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

namespace broadsheet::site {

// The full text of what is published, in a file of its own that can be deleted at any time: it is made anew
// from the newspaper's database, on SQLite or PostgreSQL alike. One FTS5 table a language. Thread-safe.
class SearchIndex final : public Search {
public:
    // Opens the index file, or makes one; one that is damaged or of another version is replaced. The index is
    // then as old as it was left: update() brings it up to date. The newspaper and the clock must outlive it.
    static Result<std::unique_ptr<SearchIndex>> open(
        std::filesystem::path file, db::Database& newspaper, Clock const&);
    ~SearchIndex() override;

    Result<SearchResult> find(SearchRequest const&) const override;

    // Takes in what changed since the last update, in steps that each stand on their own, until the newest
    // edition is reached or a stop is asked for; returns the number of articles taken in or removed. One
    // caller at a time works, others wait.
    Result<std::int64_t> update(std::stop_token = {});

private:
    SearchIndex(std::filesystem::path file, db::Database& newspaper, Clock const&);

    struct Place { // in the order of changes
        newsroom::Edition edition = 0;
        newsroom::Number number = 0;
    };
    struct Step {
        Place last;
        std::int64_t changes = 0;
    };

    Result<void> open_file();
    Result<void> start_over();
    Result<Place> progress(db::Connection&) const;
    Result<Step> take_step(db::Connection& index, db::Connection& newspaper, Place after);
    Result<bool> has_language(db::Connection&, std::string const& table) const;
    Result<std::int64_t> update_once(std::stop_token const&);
    std::shared_ptr<db::Database> file() const;

    std::filesystem::path path_;
    db::Database& newspaper_;
    Clock const& clock_;
    mutable std::mutex mutex_; // guards file_
    std::shared_ptr<db::Database> file_;
    std::mutex updating_;
    mutable std::atomic<bool> is_damaged_ = false;
};

} // namespace broadsheet::site
