#include "newsroom/articles.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

#define ARTICLE_QUERY                                                                                        \
    "SELECT number, id, kind, language, slug, title, standfirst, body, picture, picture_alt, "               \
    "picture_caption, picture_credit, section, status, created_at, updated_at, published_at, "               \
    "translation_key, canonical_url, no_appeal, featured, template, meta_title, meta_description, source, "  \
    "source_hash FROM articles "

Result<Article> read_article(db::Cursor const& row)
{
    Article article;
    article.number = row.integer(0);
    article.id = row.string(1);
    article.kind = TRY(article_kind_from(row.text(2)));
    article.language = row.string(3);
    article.slug = row.string(4);
    article.title = row.string(5);
    article.standfirst = row.string(6);
    article.body = row.string(7);
    article.picture = {row.string(8), row.string(9), row.string(10), row.string(11)};
    if (!row.is_null(12))
        article.section = row.integer(12);
    article.status = TRY(status_from(row.text(13)));
    article.created_at = row.integer(14);
    article.updated_at = row.integer(15);
    if (!row.is_null(16))
        article.published_at = row.integer(16);
    article.translation_key = row.string(17);
    article.canonical_url = row.string(18);
    article.no_appeal = row.integer(19) != 0;
    article.featured = row.integer(20) != 0;
    article.template_name = row.string(21);
    article.meta_title = row.string(22);
    article.meta_description = row.string(23);
    article.source = row.string(24);
    article.source_hash = row.string(25);
    return article;
}

// Reads rows that belong to articles, by article and position, and gives each to its article. The articles
// stand by number; the rows may belong to others between them, which are passed over.
template <typename Add>
Result<void> distribute(
    db::Connection& connection, std::vector<Article>& articles, std::string_view query, Add&& add)
{
    auto rows = TRY(connection.query(query, {articles.front().number, articles.back().number}));
    auto article = articles.begin();
    while (TRY(rows.next())) {
        while (article != articles.end() && article->number < rows.integer(0))
            ++article;
        if (article != articles.end() && article->number == rows.integer(0))
            add(*article, rows);
    }
    return {};
}

Result<void> load_parts(db::Connection& connection, std::vector<Article>& articles)
{
    if (articles.empty())
        return {};
    TRY(distribute(connection, articles,
        "SELECT article, tag FROM article_tags WHERE article BETWEEN $1 AND $2 ORDER BY article, position",
        [](Article& article, db::Cursor const& row) { article.tags.push_back(row.integer(1)); }));
    TRY(distribute(connection, articles,
        "SELECT article, byline FROM article_bylines WHERE article BETWEEN $1 AND $2 ORDER BY article, "
        "position",
        [](Article& article, db::Cursor const& row) { article.bylines.push_back(row.integer(1)); }));
    return distribute(connection, articles,
        "SELECT article, corrected_at, text, is_retraction FROM corrections WHERE article BETWEEN $1 AND $2 "
        "ORDER BY article, position",
        [](Article& article, db::Cursor const& row) {
            article.corrections.push_back({row.integer(1), row.string(2), row.integer(3) != 0});
        });
}

// Reads what a query finds, which must come by number.
Result<std::vector<Article>> load(db::Connection& connection, Result<db::Cursor> answer)
{
    std::vector<Article> articles;
    auto rows = TRY(std::move(answer));
    while (TRY(rows.next()))
        articles.push_back(TRY(read_article(rows)));
    TRY(load_parts(connection, articles));
    return articles;
}

Result<Article> load_one(db::Connection& connection, Result<db::Cursor> answer)
{
    auto articles = TRY(load(connection, std::move(answer)));
    if (articles.empty())
        return not_found("there is no such article");
    return std::move(articles.front());
}

} // namespace

Result<Article> Articles::by_number(Number number) const
{
    return load_one(connection_, connection_.query(ARTICLE_QUERY "WHERE number = $1", {number}));
}

Result<Article> Articles::by_id(std::string_view id) const
{
    return load_one(connection_, connection_.query(ARTICLE_QUERY "WHERE id = $1", {id}));
}

Result<Article> Articles::by_slug(std::string_view language, std::string_view slug) const
{
    return load_one(
        connection_, connection_.query(ARTICLE_QUERY "WHERE language = $1 AND slug = $2", {language, slug}));
}

Result<std::vector<Article>> Articles::after(Number after, std::size_t most) const
{
    return load(connection_,
        connection_.query(ARTICLE_QUERY "WHERE number > $1 ORDER BY number LIMIT $2", {after, most}));
}

Result<std::optional<Articles::SourceState>> Articles::by_source(std::string_view source) const
{
    auto rows
        = TRY(connection_.query("SELECT number, id, source_hash FROM articles WHERE source = $1", {source}));
    if (!TRY(rows.next()))
        return std::optional<SourceState>();
    return std::optional(SourceState{rows.integer(0), rows.string(1), rows.string(2)});
}

Result<std::optional<UtcMillis>> Articles::next_scheduled() const
{
    auto rows = TRY(connection_.query("SELECT min(published_at) FROM articles WHERE status = 'scheduled'"));
    if (!TRY(rows.next()) || rows.is_null(0))
        return std::optional<UtcMillis>();
    return std::optional<UtcMillis>(rows.integer(0));
}

} // namespace broadsheet::newsroom
