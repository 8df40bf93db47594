#include "site/search/search_index.h"

#include "base/log.h"
#include "site/search/query.h"
#include "site/search/search_tables.h"
#include "site/search/tokenizer.h"
#include "text/direction.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sys/stat.h>

namespace broadsheet::site {

namespace fs = std::filesystem;

namespace {

// Whether a file holds something that is no index of ours, or a damaged one.
bool is_damage(Error const& error)
{
    return error.code == ErrorCode::database;
}

// Returns which file a path leads to; 0: none.
std::uint64_t file_at(fs::path const& path)
{
    struct stat status { };
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

// Returns the number in "search-7.db" or "search-7.db-wal" for the index "search.db"; 0: it is none of its
// files.
std::uint64_t number_of(std::string_view name, fs::path const& index)
{
    std::uint64_t number = 0;
    auto const prefix = index.stem().string() + "-";
    if (!name.starts_with(prefix))
        return 0;
    name.remove_prefix(prefix.size());
    auto const [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    auto const rest = name.substr(static_cast<std::size_t>(end - name.data()));
    return failed == std::errc() && rest.starts_with(index.extension().string()) ? number : 0;
}

} // namespace

SearchIndex::SearchIndex(fs::path path, db::Database& newspaper, Clock const& clock)
    : path_(std::move(path))
    , newspaper_(newspaper)
    , clock_(clock)
{
}

SearchIndex::~SearchIndex() = default;

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(
    fs::path path, db::Database& newspaper, Clock const& clock)
{
    register_search_tokenizer();
    std::unique_ptr<SearchIndex> index(new SearchIndex(std::move(path), newspaper, clock));
    if (file_at(index->path_) != 0) {
        auto opened = index->open_file();
        if (opened.ok())
            return index;
        if (!is_damage(opened.error()))
            return std::move(opened).error();
        log_warning("{} is damaged or of another version, so it is made anew: {}", index->path_.string(),
            opened.error().message);
    }
    auto fresh = TRY(index->begin_file());
    TRY(index->replace_file(std::move(fresh)));
    return index;
}

Result<std::int64_t> SearchIndex::articles_behind(fs::path const& path, db::Connection& newspaper)
{
    if (file_at(path) == 0)
        return not_found(fmt::format("{}: there is no search index", path.string()));
    register_search_tokenizer();
    auto const tables = TRY(open_search_tables(path.string()));
    auto const index = TRY(tables->connect());
    return count_changes(*index, newspaper);
}

Result<void> SearchIndex::open_file() const
{
    auto const identity = file_at(path_);
    auto file = TRY(open_search_tables(path_.string()));
    std::scoped_lock lock(mutex_);
    file_ = std::move(file);
    identity_ = identity;
    is_damaged_ = false;
    return {};
}

std::shared_ptr<db::Database> SearchIndex::file() const
{
    auto is_replaced = [&] {
        std::scoped_lock lock(mutex_);
        auto const identity = file_at(path_);
        return identity != 0 && identity != identity_;
    };
    if (is_replaced())
        if (auto opened = open_file(); !opened.ok())
            log_warning("{}: {}", path_.string(), opened.error().message);
    std::scoped_lock lock(mutex_);
    return file_;
}

Result<SearchIndex::NewFile> SearchIndex::begin_file() const
{
    // Never a name in use: SQLite finds a file's log by the file's name, and whoever still has the former
    // file open must not take the log of the new one for its own.
    std::error_code failed;
    std::uint64_t number = 0;
    for (auto const& entry : fs::directory_iterator(path_.parent_path(), failed))
        number = std::max(number, number_of(entry.path().filename().string(), path_));
    auto path = path_.parent_path()
        / fmt::format("{}-{}{}", path_.stem().string(), number + 1, path_.extension().string());
    auto tables = TRY(open_search_tables(path.string()));
    return NewFile{std::move(path), std::move(tables)};
}

Result<void> SearchIndex::replace_file(NewFile fresh)
{
    std::error_code failed;
    auto const link = fs::path(path_.string() + ".new");
    fs::remove(link, failed);
    fs::create_symlink(fresh.path.filename(), link, failed);
    if (!failed)
        fs::rename(link, path_, failed);
    if (failed)
        return io_error(fmt::format("{}: cannot be replaced: {}", path_.string(), failed.message()));
    {
        std::scoped_lock lock(mutex_);
        file_ = std::move(fresh.tables);
        identity_ = file_at(path_);
        is_damaged_ = false;
    }
    auto const number = number_of(fresh.path.filename().string(), path_);
    for (auto const& entry : fs::directory_iterator(path_.parent_path(), failed))
        if (auto const other = number_of(entry.path().filename().string(), path_);
            other != 0 && other < number)
            fs::remove(entry.path(), failed);
    for (auto const* suffix : {"-wal", "-shm"}) // of an index that was no link
        fs::remove(path_.string() + suffix, failed);
    return {};
}

Result<std::int64_t> SearchIndex::update(std::stop_token stop)
{
    std::scoped_lock updating(updating_);
    if (file_at(path_) != 0 && !is_damaged_) {
        auto changes = fill(*file(), stop);
        if (changes.ok() || !is_damage(changes.error()))
            return changes;
        log_warning("{} is made anew: {}", path_.string(), changes.error().message);
        is_damaged_ = true;
    }
    auto fresh = TRY(begin_file());
    auto changes = fill(*fresh.tables, stop);
    if (changes.ok() && !stop.stop_requested()) {
        TRY(replace_file(std::move(fresh)));
        return changes;
    }
    // Left behind, one at each attempt, they would fill the disk.
    fresh.tables.reset();
    std::error_code failed;
    for (auto const* suffix : {"", "-wal", "-shm"})
        fs::remove(fresh.path.string() + suffix, failed);
    return changes;
}

Result<std::int64_t> SearchIndex::fill(db::Database& tables, std::stop_token const& stop)
{
    auto index = TRY(tables.connect());
    auto newspaper = TRY(newspaper_.connect());
    return fill_search_tables(*index, *newspaper, stop);
}

Result<SearchResult> SearchIndex::find(SearchRequest const& request) const
{
    auto const query = parse_search_query(request.query);
    if (!query.wants_something() || !text::is_valid_language(request.language))
        return SearchResult();
    auto const database = file();
    auto find_in = [&]() -> Result<SearchResult> {
        auto connection = TRY(database->connect());
        SearchResult result;
        if (TRY(has_search_table(*connection, request.language)))
            result = TRY(best_matches(*connection, query, request, clock_.now()));
        for (auto const& other : request.other_languages) {
            auto const has_any = TRY(has_search_table(*connection, other));
            result.elsewhere.push_back(has_any ? TRY(count_matches(*connection, other, query)) : 0);
        }
        return result;
    };
    auto result = find_in();
    if (!result.ok() && is_damage(result.error()))
        is_damaged_ = true; // the next update makes it anew
    return result;
}

} // namespace broadsheet::site
