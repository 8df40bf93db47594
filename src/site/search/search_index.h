#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "site/search.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace broadsheet::site {

// The full text of what is published, in a file of its own that can be deleted at any time: it is made anew
// from the newspaper's database, on SQLite or PostgreSQL alike. The path is a link to the file, so that a new
// one is made beside it and takes its place whole; whoever has the former open, in this process or another,
// reads on and opens the new one at the next search. Thread-safe.
class SearchIndex final : public Search {
public:
    // Opens the index file, or makes one; one that is damaged or of another version is replaced. The index is
    // then as old as it was left: update() brings it up to date. The newspaper and the clock must outlive it.
    static Result<std::unique_ptr<SearchIndex>> open(
        std::filesystem::path path, db::Database& newspaper, Clock const&);
    ~SearchIndex() override;

    // Returns how many changed articles the index at `path` has yet to take in, changing nothing of it.
    // `not_found`: there is none; `database`: it is damaged or of another version, so open() replaces it;
    // `unavailable`: the newspaper cannot be read.
    static Result<std::int64_t> articles_behind(std::filesystem::path const& path, db::Connection& newspaper);

    Result<SearchResult> find(SearchRequest const&) const override;

    // Takes in what changed since the last update, in steps that each stand on their own, until the newest
    // edition is reached or a stop is asked for; returns the number of articles taken in or removed. One
    // caller at a time works, others wait.
    Result<std::int64_t> update(std::stop_token = {});

private:
    SearchIndex(std::filesystem::path, db::Database& newspaper, Clock const&);

    struct NewFile {
        std::filesystem::path path;
        std::shared_ptr<db::Database> tables;
    };

    std::shared_ptr<db::Database> file() const;
    Result<void> open_file() const;
    Result<NewFile> begin_file() const;
    Result<void> replace_file(NewFile);
    Result<std::int64_t> fill(db::Database& tables, std::stop_token const&);

    std::filesystem::path path_;
    db::Database& newspaper_;
    Clock const& clock_;
    mutable std::mutex mutex_; // guards the two below
    mutable std::shared_ptr<db::Database> file_;
    mutable std::uint64_t identity_ = 0; // which file that is
    std::mutex updating_;
    mutable std::atomic<bool> is_damaged_ = false;
};

} // namespace broadsheet::site
