#include "workflow/article_list.h"

#include "base/ascii.h"
#include "text/words.h"
#include "workflow/edit_locks.h"

#include <algorithm>
#include <array>
#include <deque>
#include <fmt/format.h>
#include <map>

namespace broadsheet::workflow {

namespace {

constexpr std::size_t most_words = 8;

// Conditions in SQL with the values of their parameters, which it owns.
class Conditions {
public:
    std::string place(std::string_view text)
    {
        texts_.emplace_back(text);
        parameters_.emplace_back(texts_.back());
        return fmt::format("${}", parameters_.size());
    }
    std::string place(std::int64_t number)
    {
        parameters_.emplace_back(number);
        return fmt::format("${}", parameters_.size());
    }
    void add(std::string const& condition) { sql_ += (sql_.empty() ? "" : " AND ") + condition; }

    std::string const& sql() const { return sql_; }
    db::Parameters parameters() const { return parameters_; }

private:
    std::string sql_;
    std::deque<std::string> texts_; // does not move what parameters borrow
    std::vector<db::Parameter> parameters_;
};

// What is published is everybody's, the rest that of who works on it and of editors.
void add_what_may_be_seen(Conditions& conditions, staff::Account const& account)
{
    if (!account.may(staff::Act::read_drafts))
        conditions.add(fmt::format("(status = 'published' OR EXISTS (SELECT 1 FROM assignments WHERE article "
                                   "= articles.number AND account = {}))",
            conditions.place(account.number)));
}

void add_state(Conditions& conditions, std::string const& state)
{
    if (state.empty())
        return;
    auto const value = conditions.place(state);
    if (state != name_of(newsroom::Status::published))
        conditions.add("status <> 'published'"); // said for the index of these
    if (stage_from(state).ok())
        conditions.add(fmt::format("status = 'draft' AND COALESCE((SELECT stage FROM progress WHERE article "
                                   "= articles.number), 'writing') = {}",
            value));
    else
        conditions.add(fmt::format("status = {}", value));
}

void add_words(Conditions& conditions, std::string_view words)
{
    text::WordReader reader(words);
    text::Word word;
    bool has_any = false;
    for (std::size_t count = 0; count < most_words && reader.next(word); ++count) {
        conditions.add(fmt::format("strpos(title_words, {}) > 0", conditions.place(word.folded)));
        has_any = true;
    }
    if (!has_any && !trimmed(words).empty()) // signs alone
        conditions.add("1 = 0");
}

void add_filter(Conditions& conditions, ListFilter const& filter)
{
    conditions.add(fmt::format("kind = {}", conditions.place(name_of(filter.kind))));
    add_state(conditions, filter.state);
    if (!filter.language.empty())
        conditions.add(fmt::format("language = {}", conditions.place(filter.language)));
    if (filter.section)
        conditions.add(fmt::format("section = {}", conditions.place(*filter.section)));
    if (filter.byline)
        conditions.add(fmt::format("number IN (SELECT article FROM article_bylines WHERE byline = {})",
            conditions.place(*filter.byline)));
    if (filter.assignee)
        conditions.add(fmt::format("number IN (SELECT article FROM assignments WHERE account = {})",
            conditions.place(*filter.assignee)));
    if (filter.is_sent_back)
        conditions.add("status <> 'published' AND status = 'draft' AND number IN (SELECT article FROM "
                       "progress WHERE sent_back_at IS NOT NULL)");
    if (filter.due_before)
        conditions.add(fmt::format("status <> 'published' AND status = 'draft' AND number IN (SELECT article "
                                   "FROM progress WHERE due_at < {})",
            conditions.place(*filter.due_before)));
    add_words(conditions, filter.words);
    if (filter.after) {
        auto const time = conditions.place(filter.after->updated_at);
        conditions.add(fmt::format("updated_at <= {0} AND (updated_at < {0} OR number < {1})", time,
            conditions.place(filter.after->number)));
    }
}

// Returns the numbers a query finds, in its order.
Result<std::vector<Number>> numbers_of(
    db::Connection& connection, std::string const& sql, db::Parameters parameters)
{
    std::vector<Number> numbers;
    auto rows = TRY(connection.query(sql, parameters));
    while (TRY(rows.next()))
        numbers.push_back(rows.integer(0));
    return numbers;
}

using Rows = std::map<Number, ListRow>;

Result<void> read_articles(db::Connection& connection, Clock const& clock, std::string_view among,
    db::Parameters numbers, Rows& list)
{
    auto rows = TRY(connection.query(
        fmt::format(
            "SELECT a.number, a.id, a.language, a.slug, a.title, a.status, a.section, a.updated_at, "
            "a.published_at, p.stage, p.due_at, w.content IS NOT NULL, l.seen_at, h.name, p.sent_back_at, "
            "s.name FROM articles a "
            "LEFT JOIN progress p ON p.article = a.number LEFT JOIN working_copies w ON w.article = a.number "
            "LEFT JOIN edit_locks l ON l.article = a.number LEFT JOIN accounts h ON h.number = l.account "
            "LEFT JOIN accounts s ON s.number = p.sent_back_by "
            "WHERE a.number IN ({})",
            among),
        numbers));
    while (TRY(rows.next())) {
        auto& row = list[rows.integer(0)];
        row.number = rows.integer(0);
        row.id = rows.text(1);
        row.language = rows.text(2);
        row.slug = rows.text(3);
        row.title = rows.text(4);
        row.status = TRY(newsroom::status_from(rows.text(5)));
        if (!rows.is_null(6))
            row.section = rows.integer(6);
        row.updated_at = rows.integer(7);
        if (!rows.is_null(8))
            row.published_at = rows.integer(8);
        if (!rows.is_null(9))
            row.stage = TRY(stage_from(rows.text(9)));
        if (!rows.is_null(10))
            row.due_at = rows.integer(10);
        row.has_unsaved = rows.integer(11) != 0;
        if (clock.now() - rows.integer(12) < LockLimits().silence)
            row.held_by = rows.text(13);
        if (!rows.is_null(14)) {
            row.sent_back_at = rows.integer(14);
            row.sent_back_by = rows.text(15);
        }
    }
    return {};
}

Result<void> read_names(db::Connection& connection, staff::Account const& account, std::string_view among,
    db::Parameters numbers, Rows& list)
{
    auto bylines = TRY(connection.query(
        fmt::format("SELECT article, name FROM article_bylines JOIN bylines ON byline = number WHERE article "
                    "IN ({}) ORDER BY article, position",
            among),
        numbers));
    while (TRY(bylines.next()))
        list[bylines.integer(0)].bylines.push_back(bylines.string(1));
    auto assigned = TRY(connection.query(
        fmt::format("SELECT article, name, account FROM assignments JOIN accounts ON account = number WHERE "
                    "article IN ({}) ORDER BY article, name",
            among),
        numbers));
    bool const reads_all = account.may(staff::Act::read_drafts);
    for (auto& [number, row] : list)
        row.is_readable = reads_all;
    while (TRY(assigned.next())) {
        auto& row = list[assigned.integer(0)];
        row.assigned.push_back(assigned.string(1));
        row.is_readable = row.is_readable || assigned.integer(2) == account.number;
    }
    return {};
}

// Returns what lists show of these articles, by their numbers.
Result<Rows> rows_of(db::Connection& connection, Clock const& clock, staff::Account const& account,
    std::vector<Number> const& numbers)
{
    Rows list;
    if (numbers.empty())
        return list;
    std::vector<db::Parameter> parameters(numbers.begin(), numbers.end());
    std::string among;
    for (std::size_t place = 1; place <= numbers.size(); ++place)
        among += fmt::format("{}${}", place == 1 ? "" : ", ", place);
    TRY(read_articles(connection, clock, among, parameters, list));
    TRY(read_names(connection, account, among, parameters, list));
    return list;
}

// What stands on a day, before its row is read.
struct Entry {
    Number number = 0;
    UtcMillis at = 0;
    bool is_due = false;
};
struct Day {
    std::vector<Entry> entries;
    std::int64_t more = 0;
};

// Calls visit(day, entry) with what a query finds: numbers and times.
template <typename Visit>
Result<void> for_each_entry(db::Connection& connection, std::string const& sql, db::Parameters parameters,
    std::span<UtcMillis const> midnights, Visit&& visit)
{
    auto rows = TRY(connection.query(sql, parameters));
    while (TRY(rows.next())) {
        auto const at = rows.integer(1);
        auto const behind = std::ranges::upper_bound(midnights, at);
        visit(static_cast<std::size_t>(behind - midnights.begin()) - 1, Entry{rows.integer(0), at});
    }
    return {};
}

// From the index of times alone, whatever the number of articles.
Result<void> find_published(db::Connection& connection, std::span<UtcMillis const> midnights,
    std::size_t most_published, std::vector<Day>& days)
{
    return for_each_entry(connection,
        "SELECT number, published_at FROM articles WHERE status = 'published' AND published_at >= $1 AND "
        "published_at < $2 ORDER BY published_at, number",
        std::array<db::Parameter, 2>{midnights.front(), midnights.back()}, midnights,
        [&](std::size_t day, Entry entry) {
            if (days[day].entries.size() < most_published)
                days[day].entries.push_back(entry);
            else
                ++days[day].more;
        });
}

Result<void> find_planned(db::Connection& connection, staff::Account const& account,
    std::span<UtcMillis const> midnights, bool is_due, std::vector<Day>& days)
{
    Conditions conditions;
    std::string_view const time = is_due ? "due_at" : "published_at";
    conditions.add(fmt::format("{0} >= {1} AND {0} < {2}", time, conditions.place(midnights.front()),
        conditions.place(midnights.back())));
    conditions.add(is_due ? "status = 'draft'" : "status = 'scheduled'");
    add_what_may_be_seen(conditions, account);
    auto const sql = fmt::format("SELECT articles.number, {} FROM articles{} WHERE {} ORDER BY 2, 1", time,
        is_due ? " JOIN progress ON article = articles.number" : "", conditions.sql());
    return for_each_entry(
        connection, sql, conditions.parameters(), midnights, [&](std::size_t day, Entry entry) {
            entry.is_due = is_due;
            days[day].entries.push_back(entry);
        });
}

} // namespace

Result<std::vector<ListRow>> list_articles(
    db::Connection& connection, Clock const& clock, staff::Account const& account, ListFilter const& filter)
{
    Conditions conditions;
    add_filter(conditions, filter);
    add_what_may_be_seen(conditions, account);
    auto const sql = fmt::format("SELECT number FROM articles WHERE {} ORDER BY updated_at DESC, number DESC "
                                 "LIMIT {}",
        conditions.sql(), conditions.place(filter.most));
    auto const numbers = TRY(numbers_of(connection, sql, conditions.parameters()));
    auto rows = TRY(rows_of(connection, clock, account, numbers));
    std::vector<ListRow> list;
    for (auto const number : numbers)
        list.push_back(std::move(rows.at(number)));
    return list;
}

Result<std::vector<PlannedDay>> planned_days(db::Connection& connection, Clock const& clock,
    staff::Account const& account, std::span<UtcMillis const> midnights, std::size_t most_published)
{
    if (midnights.size() < 2)
        return std::vector<PlannedDay>();
    std::vector<Day> days(midnights.size() - 1);
    TRY(find_published(connection, midnights, most_published, days));
    for (bool const is_due : {false, true})
        TRY(find_planned(connection, account, midnights, is_due, days));
    std::vector<Number> numbers;
    for (auto const& day : days)
        for (auto const& entry : day.entries)
            numbers.push_back(entry.number);
    auto const rows = TRY(rows_of(connection, clock, account, numbers));
    std::vector<PlannedDay> planned;
    for (auto& day : days) {
        std::ranges::stable_sort(day.entries, {}, &Entry::at);
        auto& articles = planned.emplace_back(PlannedDay{{}, day.more}).articles;
        for (auto const& [number, at, is_due] : day.entries)
            articles.push_back({rows.at(number), at, is_due});
    }
    return planned;
}

} // namespace broadsheet::workflow
