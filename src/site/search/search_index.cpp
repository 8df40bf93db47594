#include "site/search/search_index.h"

#include "base/log.h"
#include "db/transaction.h"
#include "html/plain_text.h"
#include "site/search/excerpt.h"
#include "site/search/query.h"
#include "site/search/tokenizer.h"
#include "text/direction.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

constexpr int version = 1; // of the tables below and of what the tokenizer makes of a text
constexpr int step_size = 500; // articles
constexpr int words_in_memory = 8 << 20; // bytes
// How many of the best are put in order by age as well.
constexpr int ranked = 300;
// How much more a match of today weighs than one of long ago.
constexpr double recency_weight = 0.25;
constexpr double year = 365.0 * 24 * 3'600'000;

constexpr auto schema = R"sql(
CREATE TABLE IF NOT EXISTS state (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    number INTEGER NOT NULL
);
INSERT OR IGNORE INTO state (only_row, version, edition, number) VALUES (1, {}, -1, 0);
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    published_at INTEGER NOT NULL
);
)sql";

// The table of a language: "fts_pt_br". A tag is letters, digits and hyphens (text/direction.h checks it).
std::string table_of(std::string_view language)
{
    std::string name = "fts_";
    for (char letter : language)
        name += letter == '-' ? '_' : letter;
    return name;
}

Result<void> make_table(db::Connection& connection, std::string_view language)
{
    auto const table = table_of(language);
    TRY(connection.execute_script(fmt::format("CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5(title, "
                                              "standfirst, body, tokenize = \"broadsheet '{}'\")",
        table, language)));
    // A step's words are written as one segment, not as one for each megabyte.
    return connection.execute_script(
        fmt::format("INSERT INTO {0} ({0}, rank) VALUES ('hashsize', {1})", table, words_in_memory));
}

struct Change {
    newsroom::Edition edition = 0;
    newsroom::Number number = 0;
    bool is_published = false;
    std::string language;
    UtcMillis published_at = 0;
    std::string title;
    std::string standfirst;
    std::string text;
};

Result<std::vector<Change>> read_changes(
    db::Connection& newspaper, newsroom::Edition edition, newsroom::Number number)
{
    std::vector<Change> changes;
    auto cursor = TRY(newspaper.query(
        "SELECT edition, number, status, language, published_at, title, standfirst, body FROM articles"
        " WHERE (edition, number) > ($1, $2) ORDER BY edition, number LIMIT $3",
        {edition, number, step_size}));
    while (TRY(cursor.next())) {
        Change change{cursor.integer(0), cursor.integer(1), cursor.text(2) == "published", cursor.string(3),
            cursor.integer(4), {}, {}, {}};
        change.is_published = change.is_published && text::is_valid_language(change.language);
        if (change.is_published) {
            change.title = cursor.text(5);
            change.standfirst = cursor.text(6);
            change.text = html::plain_text(cursor.text(7));
        }
        changes.push_back(std::move(change));
    }
    return changes;
}

Result<void> remove(db::Connection& index, newsroom::Number number)
{
    std::string language;
    {
        auto cursor = TRY(index.query("SELECT language FROM articles WHERE number = $1", {number}));
        if (!TRY(cursor.next()))
            return {};
        language = cursor.text(0);
    }
    TRY(index.execute(fmt::format("DELETE FROM {} WHERE rowid = $1", table_of(language)), {number}));
    TRY(index.execute("DELETE FROM articles WHERE number = $1", {number}));
    return {};
}

Result<void> add(db::Connection& index, Change const& change)
{
    TRY(index.execute("INSERT INTO articles (number, language, published_at) VALUES ($1, $2, $3)",
        {change.number, change.language, change.published_at}));
    TRY(index.execute(fmt::format("INSERT INTO {} (rowid, title, standfirst, body) VALUES ($1, $2, $3, $4)",
                          table_of(change.language)),
        {change.number, change.title, change.standfirst, change.text}));
    return {};
}

// One that was found, before it is put in order.
struct Candidate {
    newsroom::Number number = 0;
    double score = 0; // higher is better
};

// Returns the best matches by their words, title before text, and of those equally good the newer ones.
Result<std::vector<Candidate>> rank(
    db::Connection& index, std::string const& table, std::string const& expression, UtcMillis now)
{
    std::vector<Candidate> candidates;
    {
        auto cursor
            = TRY(index.query(fmt::format("SELECT rowid, rank FROM {0} WHERE {0} MATCH $1"
                                          " AND rank MATCH 'bm25(10.0, 4.0, 1.0)' ORDER BY rank LIMIT {1}",
                                  table, ranked),
                {expression}));
        while (TRY(cursor.next()))
            candidates.push_back({cursor.integer(0), -cursor.real(1)});
    }
    for (auto& candidate : candidates) {
        auto cursor
            = TRY(index.query("SELECT published_at FROM articles WHERE number = $1", {candidate.number}));
        if (!TRY(cursor.next()))
            continue;
        auto const age = std::max(0.0, static_cast<double>(now - cursor.integer(0)) / year);
        candidate.score *= 1.0 + recency_weight / (1.0 + age);
    }
    std::sort(candidates.begin(), candidates.end(), [](Candidate const& left, Candidate const& right) {
        return left.score != right.score ? left.score > right.score : left.number > right.number;
    });
    return candidates;
}

Result<std::size_t> count_matches(
    db::Connection& index, std::string const& table, std::string const& expression)
{
    auto cursor
        = TRY(index.query(fmt::format("SELECT count(*) FROM {0} WHERE {0} MATCH $1", table), {expression}));
    TRY(cursor.next());
    return static_cast<std::size_t>(cursor.integer(0));
}

Result<SearchResult> find_in(db::Connection& index, std::string const& table, SearchQuery const& query,
    SearchRequest const& request, UtcMillis now)
{
    auto const expression = fts_expression(query);
    auto const candidates = TRY(rank(index, table, expression, now));
    SearchResult result;
    result.total = candidates.size() < static_cast<std::size_t>(ranked)
        ? candidates.size()
        : TRY(count_matches(index, table, expression));
    auto const first = std::min((request.page - 1) * request.limit, candidates.size());
    auto const last = std::min(first + request.limit, candidates.size());
    auto const sql = fmt::format("SELECT body, standfirst FROM {} WHERE rowid = $1", table);
    for (auto i = first; i < last; ++i) {
        auto cursor = TRY(index.query(sql, {candidates[i].number}));
        if (!TRY(cursor.next()))
            continue;
        auto excerpt = search_excerpt(
            cursor.text(0).empty() ? cursor.text(1) : cursor.text(0), request.language, query);
        result.hits.push_back({candidates[i].number, std::move(excerpt)});
    }
    return result;
}

// Whether a file holds something that is no index of ours, or a damaged one.
bool is_damage(Error const& error)
{
    return error.code == ErrorCode::database;
}

} // namespace

SearchIndex::SearchIndex(std::filesystem::path file, db::Database& newspaper, Clock const& clock)
    : path_(std::move(file))
    , newspaper_(newspaper)
    , clock_(clock)
{
}

SearchIndex::~SearchIndex() = default;

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(
    std::filesystem::path file, db::Database& newspaper, Clock const& clock)
{
    register_search_tokenizer();
    std::unique_ptr<SearchIndex> index(new SearchIndex(std::move(file), newspaper, clock));
    auto opened = index->open_file();
    if (!opened.ok() && is_damage(opened.error())) {
        log_warning("{} is damaged or of another version, so it is made anew: {}", index->path_.string(),
            opened.error().message);
        opened = index->start_over();
    }
    TRY(std::move(opened));
    return index;
}

Result<void> SearchIndex::open_file()
{
    std::shared_ptr<db::Database> file = TRY(db::Database::open(path_.string()));
    {
        auto connection = TRY(file->connect());
        TRY(connection->execute_script(fmt::format(schema, version)));
        auto state = TRY(connection->query("SELECT version FROM state"));
        if (!TRY(state.next()) || state.integer(0) != version)
            return Error{ErrorCode::database, "the index was made by another version of the program"};
    }
    std::scoped_lock lock(mutex_);
    file_ = std::move(file);
    is_damaged_ = false;
    return {};
}

Result<void> SearchIndex::start_over()
{
    {
        std::scoped_lock lock(mutex_);
        file_.reset();
    }
    for (auto const* suffix : {"", "-wal", "-shm"}) {
        std::error_code code;
        std::filesystem::remove(path_.string() + suffix, code);
        if (code)
            return io_error(
                fmt::format("{}{}: cannot be removed: {}", path_.string(), suffix, code.message()));
    }
    return open_file();
}

std::shared_ptr<db::Database> SearchIndex::file() const
{
    std::scoped_lock lock(mutex_);
    return file_;
}

Result<SearchIndex::Place> SearchIndex::progress(db::Connection& index) const
{
    auto cursor = TRY(index.query("SELECT edition, number FROM state"));
    if (!TRY(cursor.next()))
        return Error{ErrorCode::database, "the index has no state"};
    return Place{cursor.integer(0), cursor.integer(1)};
}

Result<std::int64_t> SearchIndex::update(std::stop_token stop)
{
    std::scoped_lock updating(updating_);
    if (is_damaged_ || !file()) {
        log_warning("{} is damaged, so it is made anew", path_.string());
        TRY(start_over());
    }
    auto changes = update_once(stop);
    if (!changes.ok() && is_damage(changes.error())) {
        log_warning("{} is made anew: {}", path_.string(), changes.error().message);
        TRY(start_over());
        changes = update_once(stop);
    }
    return changes;
}

Result<std::int64_t> SearchIndex::update_once(std::stop_token const& stop)
{
    std::int64_t changes = 0;
    auto const database = file();
    auto index = TRY(database->connect());
    auto newspaper = TRY(newspaper_.connect());
    // What a crash takes from the index can be had again.
    TRY(index->execute_script("PRAGMA synchronous = OFF"));
    auto place = TRY(progress(*index));
    while (!stop.stop_requested()) {
        auto const step = TRY(take_step(*index, *newspaper, place));
        if (step.changes == 0)
            break;
        changes += step.changes;
        place = step.last;
    }
    return changes;
}

Result<SearchIndex::Step> SearchIndex::take_step(
    db::Connection& index, db::Connection& newspaper, Place after)
{
    auto const changes = TRY(read_changes(newspaper, after.edition, after.number));
    if (changes.empty())
        return Step{after, 0};
    Step const step{
        {changes.back().edition, changes.back().number}, static_cast<std::int64_t>(changes.size())};
    auto write = [&]() -> Result<void> {
        std::set<std::string_view> languages;
        for (auto const& change : changes)
            if (change.is_published && languages.insert(change.language).second)
                TRY(make_table(index, change.language));
        for (auto const& change : changes) {
            TRY(remove(index, change.number));
            if (change.is_published)
                TRY(add(index, change));
        }
        TRY(index.execute(
            "UPDATE state SET edition = $1, number = $2", {step.last.edition, step.last.number}));
        return {};
    };
    TRY(db::transaction(index, db::Access::write, write));
    return step;
}

Result<bool> SearchIndex::has_language(db::Connection& connection, std::string const& table) const
{
    auto cursor = TRY(connection.query("SELECT 1 FROM sqlite_master WHERE name = $1", {table}));
    return cursor.next();
}

Result<SearchResult> SearchIndex::find(SearchRequest const& request) const
{
    auto const query = parse_search_query(request.query);
    auto const database = file();
    if (!query.wants_something() || !text::is_valid_language(request.language) || !database)
        return SearchResult();
    auto result = [&]() -> Result<SearchResult> {
        auto connection = TRY(database->connect());
        auto const table = table_of(request.language);
        if (!TRY(has_language(*connection, table)))
            return SearchResult();
        return find_in(*connection, table, query, request, clock_.now());
    }();
    if (!result.ok() && is_damage(result.error()))
        is_damaged_ = true; // the next update makes it anew
    return result;
}

} // namespace broadsheet::site
