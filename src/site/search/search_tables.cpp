#include "site/search/search_tables.h"

#include "db/transaction.h"
#include "html/plain_text.h"
#include "site/search/table_name.h"
#include "text/direction.h"

#include <fmt/format.h>
#include <set>

namespace broadsheet::site {

namespace {

constexpr int version = 1; // of the tables below and of what the tokenizer makes of a text
constexpr int step_size = 500; // articles
constexpr int words_in_memory = 8 << 20; // bytes

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

Result<void> make_table(db::Connection& connection, std::string_view language)
{
    auto const table = search_table_of(language);
    TRY(connection.execute_script(fmt::format("CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5(title, "
                                              "standfirst, body, tokenize = \"broadsheet '{}'\")",
        table, language)));
    // A step's words are written as one segment, not as one for each megabyte.
    return connection.execute_script(
        fmt::format("INSERT INTO {0} ({0}, rank) VALUES ('hashsize', {1})", table, words_in_memory));
}

// How far an index has come, in the order of changes.
struct Place {
    newsroom::Edition edition = 0;
    newsroom::Number number = 0;
};

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

Result<std::vector<Change>> read_changes(db::Connection& newspaper, Place after)
{
    std::vector<Change> changes;
    auto cursor = TRY(newspaper.query(
        "SELECT edition, number, status, language, published_at, title, standfirst, body FROM articles"
        " WHERE (edition, number) > ($1, $2) ORDER BY edition, number LIMIT $3",
        {after.edition, after.number, step_size}));
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
    TRY(index.execute(fmt::format("DELETE FROM {} WHERE rowid = $1", search_table_of(language)), {number}));
    TRY(index.execute("DELETE FROM articles WHERE number = $1", {number}));
    return {};
}

Result<void> add(db::Connection& index, Change const& change)
{
    TRY(index.execute("INSERT INTO articles (number, language, published_at) VALUES ($1, $2, $3)",
        {change.number, change.language, change.published_at}));
    TRY(index.execute(fmt::format("INSERT INTO {} (rowid, title, standfirst, body) VALUES ($1, $2, $3, $4)",
                          search_table_of(change.language)),
        {change.number, change.title, change.standfirst, change.text}));
    return {};
}

Result<Place> progress(db::Connection& index)
{
    auto cursor = TRY(index.query("SELECT edition, number FROM state"));
    if (!TRY(cursor.next()))
        return Error{ErrorCode::database, "the index has no state"};
    return Place{cursor.integer(0), cursor.integer(1)};
}

Result<void> write_step(db::Connection& index, std::vector<Change> const& changes)
{
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
        "UPDATE state SET edition = $1, number = $2", {changes.back().edition, changes.back().number}));
    return {};
}

Error unreadable(Error const& newspaper)
{
    return {ErrorCode::unavailable,
        fmt::format("the newspaper cannot be read for the search index: {}", newspaper.message)};
}

} // namespace

Result<std::shared_ptr<db::Database>> open_search_tables(std::string const& file)
{
    std::shared_ptr<db::Database> database = TRY(db::Database::open(file));
    auto connection = TRY(database->connect());
    TRY(connection->execute_script(fmt::format(schema, version)));
    auto state = TRY(connection->query("SELECT version FROM state"));
    if (!TRY(state.next()) || state.integer(0) != version)
        return Error{ErrorCode::database, "the index was made by another version of the program"};
    return database;
}

Result<std::int64_t> fill_search_tables(
    db::Connection& index, db::Connection& newspaper, std::stop_token const& stop)
{
    std::int64_t count = 0;
    // What a crash takes from the index can be had again.
    TRY(index.execute_script("PRAGMA synchronous = OFF"));
    while (!stop.stop_requested()) {
        auto const done = TRY(progress(index));
        auto const read = read_changes(newspaper, done);
        if (!read.ok())
            return unreadable(read.error());
        auto const& changes = *read;
        if (changes.empty())
            break;
        TRY(db::transaction(index, db::Access::write, [&] { return write_step(index, changes); }));
        count += static_cast<std::int64_t>(changes.size());
    }
    return count;
}

Result<std::int64_t> count_changes(db::Connection& index, db::Connection& newspaper)
{
    auto const done = TRY(progress(index));
    auto const count = [&]() -> Result<std::int64_t> {
        auto cursor = TRY(newspaper.query(
            "SELECT COUNT(*) FROM articles WHERE (edition, number) > ($1, $2)", {done.edition, done.number}));
        TRY(cursor.next());
        return cursor.integer(0);
    }();
    return count.ok() ? count : unreadable(count.error());
}

} // namespace broadsheet::site
