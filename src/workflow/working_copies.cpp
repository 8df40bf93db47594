#include "workflow/working_copies.h"

#include <algorithm>

namespace broadsheet::workflow {

using newsroom::Article;

// A version is the time of a save where the clock allows it. A change of the article by somebody who knows
// nothing of working copies makes a new version as well, also within the same millisecond or after the clock
// was set back.
Result<WorkingCopies::Row> WorkingCopies::read(Article const& article) const
{
    auto rows
        = TRY(connection_.query("SELECT version, base, accounts.name, saved_at, content FROM working_copies "
                                "LEFT JOIN accounts ON account = number WHERE article = $1",
            {article.number}));
    if (!TRY(rows.next()))
        return Row{article.updated_at, article.updated_at, "", article.updated_at, {}};
    Row row{rows.integer(0), rows.integer(1), rows.string(2), rows.integer(3), {}};
    if (!rows.is_null(4))
        row.content = rows.string(4);
    if (article.updated_at != row.base) {
        row.version = std::max(article.updated_at, row.version + 1);
        row.saved_at = article.updated_at;
        row.saved_by.clear();
    }
    return row;
}

WorkingCopies::State WorkingCopies::state_of(Row const& row, Article const& article)
{
    bool const is_behind = row.content && row.base != article.updated_at;
    return {row.version, !row.content, is_behind, row.saved_by, row.saved_at};
}

Result<WorkingCopies::Copy> WorkingCopies::find(Article const& article) const
{
    auto const row = TRY(read(article));
    auto content = row.content ? TRY(content_from_json(*row.content)) : TRY(content_of(connection_, article));
    return Copy{state_of(row, article), std::move(content)};
}

Result<WorkingCopies::State> WorkingCopies::state(Article const& article) const
{
    return state_of(TRY(read(article)), article);
}

Result<std::optional<WorkingCopies::Version>> WorkingCopies::save(
    Article const& article, Version from, CleanContent const& content, staff::Account const& account)
{
    auto const row = TRY(read(article));
    if (row.version != from)
        return std::optional<Version>();
    return std::optional(TRY(write(article, row.version, to_json(*content), account)));
}

Result<WorkingCopies::Version> WorkingCopies::finish(Article const& article, staff::Account const& account)
{
    return write(article, TRY(read(article)).version, {}, account);
}

Result<void> WorkingCopies::follow(Article const& former, Article const& changed)
{
    auto const row = TRY(read(former));
    if (row.base != former.updated_at)
        return {};
    TRY(connection_.execute(
        "INSERT INTO working_copies (article, version, base, saved_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (article) DO UPDATE SET base = excluded.base",
        {changed.number, row.version, changed.updated_at, row.saved_at}));
    return {};
}

Result<void> WorkingCopies::rename_byline(newsroom::Byline const& byline, std::string_view slug)
{
    std::vector<std::pair<newsroom::Number, std::string>> changed;
    {
        auto rows
            = TRY(connection_.query("SELECT article, content FROM working_copies WHERE content IS NOT NULL"));
        while (TRY(rows.next())) {
            auto content = TRY(content_from_json(rows.text(1)));
            content.bylines = with_byline_renamed(content.bylines, byline, slug);
            changed.emplace_back(rows.integer(0), to_json(content));
        }
    }
    for (auto const& [article, content] : changed)
        TRY(connection_.execute(
            "UPDATE working_copies SET content = $1 WHERE article = $2", {content, article}));
    return {};
}

Result<WorkingCopies::Version> WorkingCopies::write(Article const& article, Version former,
    std::optional<std::string> const& content, staff::Account const& account)
{
    auto const now = clock_.now();
    auto const version = std::max({now, former + 1, article.updated_at});
    TRY(connection_.execute(
        "INSERT INTO working_copies (article, version, base, account, saved_at, content) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (article) DO UPDATE SET version = excluded.version, "
        "base = excluded.base, account = excluded.account, saved_at = excluded.saved_at, "
        "content = excluded.content",
        {article.number, version, article.updated_at, account.number, now, content}));
    return version;
}

} // namespace broadsheet::workflow
