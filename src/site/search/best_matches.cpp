#include "site/search/excerpt.h"
#include "site/search/search_tables.h"
#include "site/search/table_name.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace broadsheet::site {

namespace {

// How much more a match of today weighs than one of long ago.
constexpr double recency_weight = 0.25;
constexpr double year = 365.0 * 24 * 3'600'000;

// One that was found, before it is put in order.
struct Candidate {
    newsroom::Number number = 0;
    double score = 0; // higher is better
};

bool is_better(Candidate const& left, Candidate const& right)
{
    return left.score != right.score ? left.score > right.score : left.number > right.number;
}

struct Ranking {
    std::vector<Candidate> best; // most_search_results at most, in order
    std::size_t total = 0;
};

// Finds the best matches by their words, title before text. FTS5's own ORDER BY would sort every match, and
// with it all its positions.
Result<Ranking> best_by_words(db::Connection& index, std::string const& table, std::string const& expression)
{
    Ranking ranking;
    auto& best = ranking.best; // a heap, the worst in front
    auto cursor = TRY(index.query(
        fmt::format(
            "SELECT rowid, rank FROM {0} WHERE {0} MATCH $1 AND rank MATCH 'bm25(10.0, 4.0, 1.0)'", table),
        {expression}));
    for (; TRY(cursor.next()); ++ranking.total) {
        Candidate const found{cursor.integer(0), -cursor.real(1)};
        if (best.size() == most_search_results) {
            if (!is_better(found, best.front()))
                continue;
            std::ranges::pop_heap(best, is_better);
            best.pop_back();
        }
        best.push_back(found);
        std::ranges::push_heap(best, is_better);
    }
    return ranking;
}

// Of matches that are equally good by their words, the newer ones are better.
Result<Ranking> rank(
    db::Connection& index, std::string const& table, std::string const& expression, UtcMillis now)
{
    auto ranking = TRY(best_by_words(index, table, expression));
    for (auto& candidate : ranking.best) {
        auto cursor
            = TRY(index.query("SELECT published_at FROM articles WHERE number = $1", {candidate.number}));
        if (!TRY(cursor.next()))
            continue;
        auto const age = std::max(0.0, static_cast<double>(now - cursor.integer(0)) / year);
        candidate.score *= 1.0 + recency_weight / (1.0 + age);
    }
    std::ranges::sort(ranking.best, is_better);
    return ranking;
}

} // namespace

Result<bool> has_search_table(db::Connection& index, std::string_view language)
{
    auto cursor
        = TRY(index.query("SELECT 1 FROM sqlite_master WHERE name = $1", {search_table_of(language)}));
    return cursor.next();
}

Result<std::size_t> count_matches(db::Connection& index, std::string_view language, SearchQuery const& query)
{
    auto cursor = TRY(
        index.query(fmt::format("SELECT count(*) FROM {0} WHERE {0} MATCH $1", search_table_of(language)),
            {fts_expression(query)}));
    TRY(cursor.next());
    return static_cast<std::size_t>(cursor.integer(0));
}

Result<SearchResult> best_matches(
    db::Connection& index, SearchQuery const& query, SearchRequest const& request, UtcMillis now)
{
    auto const table = search_table_of(request.language);
    auto const ranking = TRY(rank(index, table, fts_expression(query), now));
    auto const& candidates = ranking.best;
    SearchResult result;
    result.total = ranking.total;
    auto const pages = std::max<std::size_t>((candidates.size() + request.limit - 1) / request.limit, 1);
    result.page = std::clamp<std::size_t>(request.page, 1, pages);
    auto const first = (result.page - 1) * request.limit;
    auto const last = std::min(first + request.limit, candidates.size());
    auto const sql = fmt::format("SELECT body, standfirst FROM {} WHERE rowid = $1", table);
    Excerpts excerpts(request.language, query);
    for (auto i = first; i < last; ++i) {
        auto cursor = TRY(index.query(sql, {candidates[i].number}));
        if (!TRY(cursor.next()))
            continue;
        auto excerpt = excerpts.of(cursor.text(0).empty() ? cursor.text(1) : cursor.text(0));
        result.hits.push_back({candidates[i].number, std::move(excerpt)});
    }
    return result;
}

} // namespace broadsheet::site
