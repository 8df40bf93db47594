#include "workflow/article_list.h"

#include "base/ascii.h"
#include "text/words.h"
#include "workflow/edit_locks.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>

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

Result<std::vector<std::string>> names_of(db::Connection& connection, std::string_view sql, Number article)
{
    std::vector<std::string> names;
    auto rows = TRY(connection.query(sql, {article}));
    while (TRY(rows.next()))
        names.push_back(rows.string(0));
    return names;
}

Result<ListRow> read_row(
    db::Connection& connection, Clock const& clock, staff::Account const& account, Number number)
{
    ListRow row;
    row.number = number;
    {
        auto rows = TRY(connection.query(
            "SELECT a.id, a.language, a.slug, a.title, a.status, a.section, a.updated_at, a.published_at, "
            "p.stage, p.due_at, w.content IS NOT NULL, l.seen_at, h.name FROM articles a "
            "LEFT JOIN progress p ON p.article = a.number LEFT JOIN working_copies w ON w.article = a.number "
            "LEFT JOIN edit_locks l ON l.article = a.number LEFT JOIN accounts h ON h.number = l.account "
            "WHERE a.number = $1",
            {number}));
        if (!TRY(rows.next()))
            return not_found("there is no such article");
        row.id = rows.text(0);
        row.language = rows.text(1);
        row.slug = rows.text(2);
        row.title = rows.text(3);
        row.status = TRY(newsroom::status_from(rows.text(4)));
        if (!rows.is_null(5))
            row.section = rows.integer(5);
        row.updated_at = rows.integer(6);
        if (!rows.is_null(7))
            row.published_at = rows.integer(7);
        if (!rows.is_null(8))
            row.stage = TRY(stage_from(rows.text(8)));
        if (!rows.is_null(9))
            row.due_at = rows.integer(9);
        row.has_unsaved = rows.integer(10) != 0;
        if (clock.now() - rows.integer(11) < LockLimits().silence)
            row.held_by = rows.text(12);
    }
    row.bylines = TRY(names_of(connection,
        "SELECT name FROM article_bylines JOIN bylines ON byline = number WHERE article = $1 ORDER BY "
        "position",
        number));
    row.assigned = TRY(names_of(connection,
        "SELECT name FROM assignments JOIN accounts ON account = number WHERE article = $1 ORDER BY name",
        number));
    row.is_readable
        = account.may(staff::Act::read_drafts) || TRY(Desk(connection).is_assigned(number, account.number));
    return row;
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
    std::vector<ListRow> list;
    for (auto number : TRY(numbers_of(connection, sql, conditions.parameters())))
        list.push_back(TRY(read_row(connection, clock, account, number)));
    return list;
}

Result<std::vector<PlannedArticle>> planned_articles(db::Connection& connection, Clock const& clock,
    staff::Account const& account, UtcMillis from, UtcMillis until, std::int64_t most)
{
    std::vector<PlannedArticle> planned;
    for (bool const is_due : {false, true}) {
        Conditions conditions;
        std::string const time = is_due ? "due_at" : "published_at";
        conditions.add(
            fmt::format("{0} >= {1} AND {0} < {2}", time, conditions.place(from), conditions.place(until)));
        conditions.add(is_due ? "status = 'draft'" : "status IN ('published', 'scheduled')");
        add_what_may_be_seen(conditions, account);
        auto const sql = fmt::format("SELECT articles.number FROM articles{} WHERE {} ORDER BY {}, "
                                     "articles.number LIMIT {}",
            is_due ? " JOIN progress ON article = articles.number" : "", conditions.sql(), time,
            conditions.place(most));
        for (auto number : TRY(numbers_of(connection, sql, conditions.parameters()))) {
            auto row = TRY(read_row(connection, clock, account, number));
            auto const at = is_due ? row.due_at : row.published_at;
            planned.push_back({std::move(row), at.value_or(0), is_due});
        }
    }
    std::ranges::stable_sort(planned, {}, &PlannedArticle::at);
    return planned;
}

} // namespace broadsheet::workflow
