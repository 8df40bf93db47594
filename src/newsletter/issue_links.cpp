#include "newsletter/issue_links.h"

namespace broadsheet::newsletter {

Result<void> keep_links(
    db::Connection& connection, newsroom::Number issue, std::vector<IssueLink> const& links)
{
    for (auto const& link : links)
        TRY(connection.execute(
            "INSERT INTO issue_links (issue, number, target, words) VALUES ($1, $2, $3, $4)",
            {issue, link.number, link.target, link.words}));
    return {};
}

Result<std::vector<IssueLink>> links_of(db::Connection& connection, newsroom::Number issue)
{
    std::vector<IssueLink> links;
    auto rows = TRY(connection.query(
        "SELECT number, target, words, followed FROM issue_links WHERE issue = $1 ORDER BY number", {issue}));
    while (TRY(rows.next()))
        links.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.integer(3)});
    return links;
}

Result<std::optional<LinkTarget>> find_link(
    db::Connection& connection, newsroom::Number issue, newsroom::Number number)
{
    auto rows = TRY(connection.query(
        "SELECT l.target, n.counts_links FROM issue_links l JOIN issues i ON i.number = l.issue "
        "JOIN newsletters n ON n.id = i.newsletter WHERE l.issue = $1 AND l.number = $2",
        {issue, number}));
    if (!TRY(rows.next()))
        return std::optional<LinkTarget>();
    return std::optional(LinkTarget{rows.string(0), rows.integer(1) != 0});
}

} // namespace broadsheet::newsletter
