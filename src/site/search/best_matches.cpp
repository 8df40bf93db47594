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

// Returns the best matches by their words, title before text, and of those equally good the newer ones.
Result<std::vector<Candidate>> rank(
    db::Connection& index, std::string const& table, std::string const& expression, UtcMillis now)
{
    std::vector<Candidate> candidates;
    {
        auto cursor
            = TRY(index.query(fmt::format("SELECT rowid, rank FROM {0} WHERE {0} MATCH $1"
                                          " AND rank MATCH 'bm25(10.0, 4.0, 1.0)' ORDER BY rank LIMIT {1}",
                                  table, most_search_results),
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
    auto const candidates = TRY(rank(index, table, fts_expression(query), now));
    SearchResult result;
    result.total = candidates.size();
    if (candidates.size() == most_search_results)
        result.total = TRY(count_matches(index, request.language, query));
    auto const pages = std::max<std::size_t>((candidates.size() + request.limit - 1) / request.limit, 1);
    result.page = std::clamp<std::size_t>(request.page, 1, pages);
    auto const first = (result.page - 1) * request.limit;
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

} // namespace broadsheet::site
