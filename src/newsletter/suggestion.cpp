#include "newsletter/suggestion.h"

#include "newsroom/readership.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace broadsheet::newsletter {

namespace {

// Returns the articles of the last issue, and when it was sent.
Result<std::optional<newsroom::Issue>> last_issue(
    db::Connection& connection, std::string const& newsletter, UtcMillis now)
{
    newsroom::Issues const issues(connection);
    auto const sent = TRY(issues.sent(newsletter, now + 1, 1));
    if (sent.empty())
        return std::optional<newsroom::Issue>();
    auto issue = TRY(issues.by_id(sent.front().id));
    return std::optional(std::move(issue));
}

Result<void> add_views(db::Connection& connection, std::vector<Candidate>& candidates, UtcMillis now)
{
    constexpr int days = 7;
    auto const read
        = TRY(newsroom::Readership(connection).most_read(now, days, SuggestionLimits::candidates));
    for (auto& candidate : candidates) {
        auto const found = std::ranges::find(read, candidate.id, &newsroom::Readership::Read::id);
        if (found != read.end())
            candidate.views = found->views;
    }
    return {};
}

} // namespace

Result<std::vector<Candidate>> find_candidates(
    db::Connection& connection, newsroom::Newsletter const& newsletter, UtcMillis now)
{
    auto const last = TRY(last_issue(connection, newsletter.id, now));
    auto const since = last ? *last->sent_at : now - SuggestionLimits::period;
    std::set<newsroom::Number> had;
    if (last)
        for (auto const& entry : last->articles)
            had.insert(entry.article);
    std::vector<Candidate> candidates;
    auto rows = TRY(connection.query(
        "SELECT a.number, a.id, a.title, a.standfirst, coalesce(a.section, 0), coalesce(n.name, t.name, ''), "
        "a.featured, a.published_at FROM articles a LEFT JOIN tags t ON t.number = a.section "
        "LEFT JOIN tag_names n ON n.tag = t.number AND n.language = a.language "
        "WHERE a.status = 'published' AND a.kind = 'article' AND a.language = $1 AND a.published_at > $2 "
        "AND a.published_at <= $3 ORDER BY a.published_at DESC LIMIT $4",
        {newsletter.language, since, now, SuggestionLimits::candidates}));
    while (TRY(rows.next()))
        if (!had.contains(rows.integer(0)))
            candidates.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3),
                rows.integer(4), rows.string(5), rows.integer(6) != 0, rows.integer(7), 0});
    TRY(add_views(connection, candidates, now));
    return in_order(std::move(candidates));
}

std::vector<Candidate> in_order(std::vector<Candidate> candidates)
{
    std::ranges::sort(candidates, [](Candidate const& left, Candidate const& right) {
        return std::tuple(!left.is_featured, -left.views, -left.published_at, left.article)
            < std::tuple(!right.is_featured, -right.views, -right.published_at, right.article);
    });
    // The place of an article is its turn within its section.
    std::map<newsroom::Number, std::int64_t> turns;
    std::vector<std::pair<std::int64_t, Candidate>> placed;
    for (auto& candidate : candidates) {
        auto const turn = candidate.is_featured ? -1 : turns[candidate.section]++;
        placed.emplace_back(turn, std::move(candidate));
    }
    std::ranges::stable_sort(placed, {}, [](auto const& one) { return one.first; });
    candidates.clear();
    for (auto& [turn, candidate] : placed)
        candidates.push_back(std::move(candidate));
    return candidates;
}

} // namespace broadsheet::newsletter
